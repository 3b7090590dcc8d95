/** A modal dialog: focus goes in and comes back, Escape cancels, an error is announced. */

import { button, el, room } from './dom.js'
import { WalletError, sentence } from './errors.js'
import { t } from './words.js'

/**
 * Opens a dialog and waits for its answer.
 * @param {string} title
 * @param {(api: {done: (value: any) => void, fail: (error: unknown) => void, body: HTMLElement, busy: (text: string) => void}) => Array<Node>} build
 * @returns {Promise<any>} rejects with code `cancelled` on Escape or Cancel
 */
export function ask(title, build) {
  return new Promise((resolve, reject) => {
    const error = el('p', { role: 'alert', class: 'problem', hidden: true, tabindex: '-1' })
    const status = el('p', { role: 'status', class: 'wallet-status' })
    const body = el('div', { class: 'wallet-body' })
    const heading = el('h2', { id: 'wallet-dialog-title', tabindex: '-1' }, title)
    const box = el('dialog', { class: 'wallet-dialog', 'aria-labelledby': 'wallet-dialog-title' }, heading, error, body, status)
    const close = () => {
      box.close()
      box.remove()
    }
    const cancel = () => {
      close()
      reject(new WalletError('cancelled', t('Nothing was signed.')))
    }
    const api = {
      body,
      done: (value) => {
        close()
        resolve(value)
      },
      fail: (problem) => {
        status.textContent = ''
        error.hidden = false
        error.textContent = sentence(problem)
        error.focus()
      },
      busy: (text) => {
        error.hidden = true
        status.textContent = text
      },
    }
    body.append(...build(api), button(t('Cancel'), cancel, { quiet: true, 'data-wallet-cancel': true }))
    box.addEventListener('cancel', (event) => {
      event.preventDefault()
      cancel()
    })
    room().append(box)
    box.showModal()
    const first = body.querySelector('input, textarea, select')
    ;(first ?? heading).focus()
  })
}

/**
 * A form inside a dialog: Enter and the button do the same, once at a time; failures stay in the dialog.
 * @param {string} label @param {Array<Node>} fields @param {(form: HTMLFormElement) => Promise<any>} act
 * @param {{fail: (error: unknown) => void}} api
 */
export function form(label, fields, act, api) {
  const submit = el('button', { type: 'submit', class: 'button' }, label)
  const made = el('form', { novalidate: true, autocomplete: 'off', class: 'form' }, ...fields, submit)
  made.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (submit.disabled) return
    submit.disabled = true
    try {
      await act(made)
    } catch (problem) {
      api.fail(problem)
    } finally {
      submit.disabled = false
    }
  })
  return made
}
