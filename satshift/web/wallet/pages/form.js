/** A form on a wallet page: errors at its top, once at a time. */

import { form } from '../dialog.js'
import { el } from '../dom.js'
import { sentence } from '../errors.js'

/** @param {string} label @param {Node[]} fields @param {() => Promise<any>} act */
export function pageForm(label, fields, act) {
  const error = el('p', { role: 'alert', class: 'problem', tabindex: '-1', hidden: true })
  const fail = (problem) => {
    error.hidden = false
    error.textContent = sentence(problem)
    error.focus()
  }
  const run = async () => {
    error.hidden = true
    await act()
  }
  return form(label, [error, ...fields], run, { fail })
}
