/** Sentences in the page's language; the English sentence is the key. */

import { SPANISH } from './words-es.js'

export const language = () => (globalThis.document?.documentElement.lang || 'en').toLowerCase().split('-')[0]

/**
 * @param {string} text an English sentence with {named} places
 * @param {Record<string, unknown>} values
 */
export function t(text, values = {}) {
  const found = language() === 'es' ? (SPANISH[text] ?? text) : text
  return found.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place))
}

/** A moment in seconds since 1970, as people write it. @param {bigint | number} seconds */
export function moment(seconds) {
  const date = new Date(Number(seconds) * 1000)
  if (Number.isNaN(date.getTime())) return String(seconds)
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(date)
}

/** A span of seconds in its largest whole unit. @param {bigint} seconds */
export function span(seconds) {
  for (const [unit, size] of [['day', 86_400n], ['hour', 3_600n], ['minute', 60n]]) {
    if (seconds >= size && seconds % size === 0n) return units(Number(seconds / size), unit)
  }
  return units(Number(seconds), 'second')
}

const units = (count, unit) =>
  new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(count)
