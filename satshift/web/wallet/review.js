/** The review before a signature: what leaves, to whom, the fee, what can be undone. */

import { ask } from './dialog.js'
import { button, el, facts, p } from './dom.js'
import { feeWords } from './fees.js'
import { NOBODY, fiat, money, sats } from './numbers.js'
import { named } from './says/terms.js'
import { t } from './words.js'

/** What one reading says, as elements. */
export function reading(read, plan) {
  const leaves = read.leaves ? [[t('Leaves your account'), [sats(read.leaves), fiat(read.leaves, plan.rate)].filter(Boolean)]] : []
  return el(
    'section',
    { class: 'wallet-reading' },
    el('p', { class: 'wallet-says', 'data-wallet-says': true }, read.says),
    facts([...leaves, ...read.rows, [t('What can be undone'), read.undo]]),
  )
}

/** The bytes themselves, for who wants to look. */
function raw(plan) {
  const shown = plan.sign
    ? JSON.stringify(plan.sign, null, 1)
    : plan.calls.map(({ to, value, data }) => `to ${to}\nvalue ${value} wei\ndata ${data}`).join('\n\n')
  return el('details', null, el('summary', null, t('Show exactly what is signed')), el('pre', { class: 'wallet-raw', tabindex: '0' }, shown))
}

/**
 * Shows the review; resolves `true` to sign, `'other'` to use another wallet.
 * @param {any} plan @param {any[]} readings @param {import('./choose.js').Connected} wallet @param {any | null} fee of the next call
 */
export function review(plan, readings, wallet, fee) {
  const account = named(wallet.account, plan.chain)
  const rows = [[t('With'), `${wallet.info.name}, ${account}`]]
  if (fee) rows.push([t('Fee of the network'), [feeWords(fee), fiat(fee.likely, plan.rate)].filter(Boolean)])
  else rows.push([t('Fee of the network'), t('none; this is only a signature')])
  if (readings.length > 1) rows.push([t('Steps'), t('{count} transactions, one after the other; each pays a fee', { count: readings.length })])
  rows.push([t('Network'), plan.chain.name])
  return ask(plan.sign ? t('Sign this?') : t('Sign and send this?'), (api) => [
    ...readings.map((read) => reading(read, plan)),
    fee?.l1 ? p(t('The fee contains {l1} for Bitcoin itself.', { l1: sats(fee.l1) })) : '',
    facts(rows),
    raw(plan),
    button(plan.sign ? t('Sign') : t('Sign and send'), () => api.done(true), { 'data-wallet-confirm': true }),
    button(t('Use another wallet'), () => api.done('other'), { quiet: true, 'data-wallet-other': true }),
  ])
}

/** What the page says leaves, where it is a token: shown beside ours. */
export const leavesWords = (leaves) => (leaves ? money(BigInt(leaves.wei), leaves.currency ?? NOBODY) : '')
