/** Builds elements without HTML strings: the pages require trusted types. */

/**
 * @param {string} tag
 * @param {Record<string, any> | null} attributes  `on…` are listeners; `true` is an empty attribute; null is left out
 * @param {...(Node | string | null)} children
 * @returns {any}
 */
export function el(tag, attributes, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children.filter((child) => child !== null))
  return made
}

/** @param {string} text */
export const p = (text, css = null) => el('p', { class: css }, text)

let labels = 0

/**
 * A labelled field; the hint and the error are read out with it.
 * @param {{label: string, name: string, type?: string, value?: string, hint?: string, autocomplete?: string, rows?: number}} field
 */
export function field({ label, name, type = 'text', value = '', hint = '', autocomplete = 'off', rows = 0 }) {
  const id = `wallet-${name}-${++labels}`
  const input = rows
    ? el('textarea', { class: 'input', id, name, rows, autocomplete, spellcheck: 'false', autocapitalize: 'none' }, value)
    : el('input', { class: 'input', id, name, type, value, autocomplete, spellcheck: 'false', autocapitalize: 'none' })
  const parts = [el('label', { for: id }, label)]
  if (hint) {
    parts.push(el('p', { id: `${id}-hint`, class: 'hint' }, hint))
    input.setAttribute('aria-describedby', `${id}-hint`)
  }
  return { input, box: el('div', { class: 'field' }, ...parts, input) }
}

/** @param {string} label @param {(event: Event) => any} act */
export function button(label, act, { quiet = false, ...attributes } = {}) {
  return el('button', { type: 'button', class: quiet ? 'button is-quiet' : 'button', onclick: act, ...attributes }, label)
}

/** Rows of a name and a value, as a description list. @param {Array<[string, string | Node | Array<string>]>} rows */
export function facts(rows) {
  const list = el('dl', { class: 'facts' })
  for (const [name, value] of rows) {
    const values = Array.isArray(value) ? value : [value]
    list.append(el('dt', null, name), ...values.map((each) => el('dd', null, each)))
  }
  return list
}

/** Where the wallet may build; made if the page forgot it. */
export function room() {
  const found = document.querySelector('[data-wallet]')
  if (found) return found
  const made = el('div', { 'data-wallet': true })
  ;(document.querySelector('main') ?? document.body).append(made)
  return made
}

/** Says something to everybody, screen readers included. @param {string} text */
export function say(text, kind = 'status') {
  const place = room()
  let line = place.querySelector(`[data-wallet-${kind}]`)
  if (!line) {
    line = el('p', { [`data-wallet-${kind}`]: true, role: kind === 'error' ? 'alert' : 'status', class: kind === 'error' ? 'problem' : 'note' })
    place.append(line)
  }
  line.textContent = text
  place.querySelector(kind === 'error' ? '[data-wallet-status]' : '[data-wallet-error]')?.remove()
}

/** @param {string} name @param {any} detail */
export const tell = (name, detail) =>
  document.dispatchEvent(new CustomEvent(`satshift:${name}`, { detail, bubbles: true }))
