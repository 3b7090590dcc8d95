/** The terms of an agreement, unpacked so that a person can read them. */

import { agreementId, plainTerms } from '../abi.js'
import { checksum } from '../address.js'
import { NOBODY, money, percent } from '../numbers.js'
import { moment, span, t } from '../words.js'

const low = (value, from, bits) => (value >> BigInt(from)) & ((1n << BigInt(bits)) - 1n)

/** @param {any} raw the terms as a call takes them @param {{id: number}} chain */
export function readTerms(raw, chain) {
  const terms = plainTerms(raw)
  const rules = BigInt(terms.rules)
  const payees = terms.payees.map((payee) => {
    const packed = BigInt(payee)
    return { account: '0x' + low(packed, 0, 160).toString(16).padStart(40, '0'), ppm: packed >> 160n }
  })
  const milestones = terms.milestones.map((milestone) => ({ due: BigInt(milestone) >> 96n, amount: low(BigInt(milestone), 0, 96) }))
  return {
    ...terms,
    id: agreementId(terms),
    payees,
    milestones,
    worker: payees[0]?.account ?? NOBODY,
    total: milestones.reduce((sum, { amount }) => sum + amount, 0n),
    review: low(rules, 0, 32),
    grace: low(rules, 32, 32),
    answer: low(rules, 64, 32),
    feeCap: low(rules, 96, 24),
    workerShare: low(rules, 120, 24),
    rounds: low(rules, 144, 8),
    openBy: low(rules, 152, 40),
    name: (address) => named(address, chain),
  }
}

/** An address in the network's own form. @param {string} address @param {{id: number}} chain */
export const named = (address, chain) => checksum(address, chain.id)

/** Who is paid how much of a sum, as the contract splits it: the last share takes the rounding. */
export function shares(terms, amount) {
  const parts = terms.payees.map(({ ppm }) => (amount * ppm) / 1_000_000n)
  parts[parts.length - 1] = amount - parts.slice(0, -1).reduce((sum, part) => sum + part, 0n)
  return terms.payees.map(({ account, ppm }, place) =>
    t('{amount} to {who} ({share})', { amount: money(parts[place], terms.currency), who: terms.name(account), share: percent(ppm) }),
  )
}

/** A milestone by its number, counted from one where people are. */
export function milestone(terms, index) {
  const found = terms.milestones[Number(index)]
  if (!found) return t('milestone {number}, which the terms do not have', { number: BigInt(index) + 1n })
  return t('milestone {number} ({amount}, due {due})', {
    number: BigInt(index) + 1n,
    amount: money(found.amount, terms.currency),
    due: moment(found.due),
  })
}

/** Every word of the terms that decides about money. @returns {Array<[string, string | string[]]>} */
export function termRows(terms) {
  const who = (address) => (address === NOBODY ? t('nobody') : terms.name(address))
  return [
    [t('Client'), who(terms.client)],
    [t('Paid to'), terms.payees.map(({ account, ppm }) => `${terms.name(account)} · ${percent(ppm)}`)],
    [t('Milestones'), terms.milestones.map(({ due, amount }) => `${money(amount, terms.currency)} · ${t('due {due}', { due: moment(due) })}`)],
    [t('Review window'), t('{span}; silence pays the worker', { span: span(terms.review) })],
    [t('Grace after a due date'), span(terms.grace)],
    [t('Arbiter'), who(terms.arbiter)],
    [t('Fallback arbiter'), who(terms.fallback_arbiter)],
    [t('Arbiter’s fee, at most'), percent(terms.feeCap)],
    [t('Time to rule'), span(terms.answer)],
    [t('If nobody rules'), t('{share} to the worker, the rest to the client', { share: percent(terms.workerShare) })],
    [t('Rounds of changes'), String(terms.rounds)],
    [t('Can be opened until'), moment(terms.openBy)],
    [t('Digest of the written terms'), terms.digest],
  ]
}
