/** What each function of Agreement means for the person who signs it, read from the calldata alone. */

import { NOBODY, money, percent } from '../numbers.js'
import { moment, span, t } from '../words.js'
import { milestone, named, readTerms, shares, termRows } from './terms.js'

/**
 * A reading: one sentence, the rows beside it, what can be undone, and how much coin is at stake.
 * @typedef {{says: string, rows: Array<[string, string | string[]]>, undo: string, stake: bigint}} Reading
 */

const FINAL = () => t('This can’t be undone.')
const native = (terms, amount) => (terms.currency === NOBODY ? amount : 0n)
const about = (terms) => [t('Agreement'), terms.id]
const amountOf = (terms, index) => terms.milestones[Number(index)]?.amount ?? 0n

const reading = (says, rows, undo, stake = 0n) => ({ says, rows, undo, stake })

/** @type {Record<string, (terms: any, ...args: any[]) => Reading>} */
const BY_TERMS = {
  open: (terms) =>
    reading(
      t('Open the agreement and lock {amount} for {who}.', { amount: money(terms.total, terms.currency), who: terms.name(terms.worker) }),
      termRows(terms),
      t('You can take everything back until the worker accepts. After that both of you are bound.'),
      native(terms, terms.total),
    ),
  accept: (terms) =>
    reading(t('Accept the job of {client} for {amount}.', { client: terms.name(terms.client), amount: money(terms.total, terms.currency) }), termRows(terms), t('Both sides are bound from then on. You can still give the work back.'), native(terms, terms.total)),
  decline: (terms) => reading(t('Decline the job; all of the {amount} goes back to the client {client}.', { amount: money(terms.total, terms.currency), client: terms.name(terms.client) }), [], FINAL()),
  take_back: (terms) => reading(t('Take back all of the {amount} that you locked.', { amount: money(terms.total, terms.currency) }), [], t('This can’t be undone. You can open a new agreement.')),
  submit: (terms, index, delivery) =>
    reading(t('Deliver {milestone}. The client has {span} to review; silence pays you.', { milestone: milestone(terms, index), span: span(terms.review) }), [[t('Digest of the delivery'), delivery]], t('The client can ask for changes; you can’t take the delivery back.')),
  request_changes: (terms, index, reasons) =>
    reading(t('Ask for changes of {milestone}. The review stops and it is the worker’s turn.', { milestone: milestone(terms, index) }), [[t('Digest of the reasons'), reasons]], t('This uses up one of {rounds} rounds of changes.', { rounds: terms.rounds })),
  extend: (terms, index, until) => reading(t('Give the other side until {until} for {milestone}.', { until: moment(until), milestone: milestone(terms, index) }), [], FINAL()),
  release: (terms, index, amount) =>
    reading(t('Pay {amount} of {milestone} to the worker, for good.', { amount: money(BigInt(amount), terms.currency), milestone: milestone(terms, index) }), [[t('Who is paid'), shares(terms, BigInt(amount))]], FINAL(), native(terms, BigInt(amount))),
  settle: (terms, index) =>
    reading(t('The review passed in silence: send what is locked for {milestone} to the worker.', { milestone: milestone(terms, index) }), [[t('Who is paid, if nothing was paid before'), shares(terms, amountOf(terms, index))]], FINAL()),
  reclaim: (terms, index) => reading(t('Take back what is locked for {milestone}: nothing was delivered in time.', { milestone: milestone(terms, index) }), [], FINAL()),
  give_back: (terms, which) => {
    const ending = terms.milestones.map((_, place) => place).filter((place) => (BigInt(which) >> BigInt(place)) & 1n)
    return reading(t('Give the locked money back to the client {client}.', { client: terms.name(terms.client) }), [[t('Milestones'), ending.map((place) => milestone(terms, place))]], FINAL(), native(terms, ending.reduce((sum, place) => sum + amountOf(terms, place), 0n)))
  },
  part: (terms, worker, client) =>
    reading(
      t('End the agreement: {worker} for the worker, {client} for the client.', { worker: money(BigInt(worker), terms.currency), client: money(BigInt(client), terms.currency) }),
      [[t('Who is paid'), shares(terms, BigInt(worker))], [t('Client'), terms.name(terms.client)]],
      FINAL(),
      native(terms, BigInt(worker) + BigInt(client)),
    ),
  dispute: (terms, index, statement) =>
    reading(t('Dispute {milestone}. The arbiter has {span} to rule; the other milestones go on.', { milestone: milestone(terms, index), span: span(terms.answer) }), [[t('Arbiter'), terms.arbiter === NOBODY ? t('nobody; the split of the terms applies') : terms.name(terms.arbiter)], [t('Digest of the statement'), statement]], t('Only a ruling, a full release, giving back or a split that both sign ends a dispute.')),
  rule: (terms, index, share, fee, reasons) => {
    const rest = amountOf(terms, index) - BigInt(fee)
    const worker = (rest * BigInt(share)) / 1_000_000n
    return reading(
      t('Rule on {milestone}: {share} of what the fee leaves goes to the worker, the rest to the client.', { milestone: milestone(terms, index), share: percent(BigInt(share)) }),
      [[t('Your fee'), money(BigInt(fee), terms.currency)], [t('Worker, if nothing was paid before'), money(worker, terms.currency)], [t('Client, if nothing was paid before'), money(rest - worker, terms.currency)], [t('Digest of the reasons'), reasons]],
      FINAL(),
    )
  },
  split: (terms, index) =>
    reading(t('Nobody ruled in time: split {milestone} as the terms say, {share} to the worker.', { milestone: milestone(terms, index), share: percent(terms.workerShare) }), [[t('Client'), terms.name(terms.client)], [t('Paid to'), terms.payees.map(({ account }) => terms.name(account))]], FINAL()),
}

/**
 * @param {string} method @param {any[]} args plain values @param {{id: number}} chain
 * @returns {Reading | null}
 */
export function agreementSays(method, args, chain) {
  if (method === 'withdraw') {
    const [currency, to] = args
    const what = currency === NOBODY ? t('coin') : t('token {token}', { token: currency })
    return reading(t('Withdraw all {what} that is credited to you, to {to}.', { what, to: named(to, chain) }), [], FINAL())
  }
  if (!(method in BY_TERMS)) return null
  const terms = readTerms(args[0], chain)
  const read = BY_TERMS[method](terms, ...args.slice(1))
  return { ...read, rows: [...read.rows, about(terms)] }
}
