/** Amounts: wei as bigint inside, sats where people are. */

import { WalletError } from './errors.js'
import { language, t } from './words.js'

export const WEI_PER_SAT = 10n ** 10n
export const NOBODY = '0x' + '0'.repeat(40)

const grouped = (value) => new Intl.NumberFormat(language(), { useGrouping: 'always' }).format(value)

/** Sats of an amount in wei; what is below one sat is shown, never hidden. @param {bigint} wei */
export function sats(wei) {
  const whole = wei / WEI_PER_SAT
  const rest = wei % WEI_PER_SAT
  const name = whole === 1n && !rest ? 'sat' : 'sats'
  if (!rest) return `${grouped(whole)} ${name}`
  const point = new Intl.NumberFormat(language()).formatToParts(1.5).find((part) => part.type === 'decimal')?.value
  return `${grouped(whole)}${point}${rest.toString().padStart(10, '0').replace(/0+$/, '')} ${name}`
}

/** Whole sats, rounded up: for fees, so that nothing costs more than was said. @param {bigint} wei */
export const satsUp = (wei) => sats(((wei + WEI_PER_SAT - 1n) / WEI_PER_SAT) * WEI_PER_SAT)

/** Whole sats, rounded down: for a balance, so that nobody plans with what can't be typed. @param {bigint} wei */
export const satsDown = (wei) => sats(wei - (wei % WEI_PER_SAT))

/** An amount of a currency: sats for the chain's coin, raw units of a token otherwise. */
export function money(wei, currency) {
  if (currency.toLowerCase() === NOBODY) return sats(wei)
  return t('{amount} units of the token {token}', { amount: grouped(wei), token: currency })
}

/** Parts per million as a percentage. @param {bigint} ppm */
export const percent = (ppm) =>
  new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 4 }).format(Number(ppm) / 1e6)

/** Reads `50000`, `50 000 sats` or `0.0005 BTC` as wei. @param {string} text @returns {bigint} */
export function readAmount(text) {
  const plain = text.replace(/[\s,_\u00a0\u202f']/g, '').toLowerCase()
  const found = /^(\d+)(?:\.(\d+))?(sats?|btc|₿)?$/.exec(plain)
  if (!found) throw new WalletError('amount-unreadable', t('“{text}” is not an amount. Type whole sats, such as 50000.', { text: text.slice(0, 40) }))
  const [, whole, part = '', unit = 'sats'] = found
  const places = unit.startsWith('sat') ? 0 : 8
  if (part.replace(/0+$/, '').length > places) throw new WalletError('amount-below-sat', t('An amount is a whole number of sats; nothing is smaller than one sat.'))
  const value = BigInt(whole + part.slice(0, places).padEnd(places, '0'))
  if (value === 0n) throw new WalletError('amount-zero', t('The amount is zero. Type how many sats.'))
  return value * WEI_PER_SAT
}

/** The amount in money of the country, where the page knows a rate. @param {bigint} wei @param {any} rate */
export function fiat(wei, rate) {
  if (!rate) return ''
  const value = (Number(wei / WEI_PER_SAT) / 1e8) * Number(rate.perBitcoin)
  return t('about {value}', { value: new Intl.NumberFormat(language(), { style: 'currency', currency: rate.fiat }).format(value) })
}
