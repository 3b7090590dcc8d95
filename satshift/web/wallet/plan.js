/** Compares what the page proposes with what the calldata says; a difference refuses, in a sentence. */

import { decode, encode, functionOf, plain } from './abi.js'
import { readAddress, same } from './address.js'
import { WalletError } from './errors.js'
import { NOBODY, money, sats } from './numbers.js'
import { agreementSays } from './says/agreement.js'
import { named, readTerms } from './says/terms.js'
import { twinSays, twinTargets } from './says/twin.js'
import { t } from './words.js'

const refuse = (code, text, values = {}) => {
  throw new WalletError(code, t(text, values))
}
const changed = (what) =>
  refuse('plan-changed', 'The page says one thing and asks you to sign another ({what}). Nothing was signed. Do not use this page; tell its operator.', { what })

/** Reads the plan of the page. @returns {any | null} */
export function readPlan(id = 'plan') {
  const found = document.getElementById(id)
  return found ? JSON.parse(found.textContent) : null
}

/**
 * Checks every call of a plan and says what it means.
 * @param {any} plan @param {Record<string, string>} contracts addresses that we know ourselves
 * @returns {Array<import('./says/agreement.js').Reading & {call: any, leaves: bigint}>}
 */
export function checkPlan(plan, contracts) {
  const calls = plan.calls ?? []
  const readings = calls.map((call) => checkCall(call, plan.chain, contracts))
  calls.forEach((call, place) => call.contract === 'Token' && checkToken(calls, place, contracts))
  checkLeaving(plan, readings)
  return readings
}

function checkCall(call, chain, contracts) {
  const to = readAddress(call.to)
  const value = BigInt(call.value)
  if (value < 0n) changed(t('the amount'))
  if (!call.contract) return transfer(call, to, value, chain)
  if (call.contract !== 'Token' && !same(to, contracts[call.contract] ?? '')) changed(t('the contract’s address'))
  const found = decode(call.contract, call.data)
  if (!found) changed(t('the bytes'))
  if (found.method !== call.method) changed(t('the action'))
  checkArguments(call, found)
  if (value > 0n && found.entry.stateMutability !== 'payable') changed(t('the amount'))
  if (call.contract === 'Agreement' || call.contract === 'AgreementTwin') checkValue(call, found, value, contracts)
  const read = say(call.contract, found, to, chain)
  if (!read) refuse('call-unknown', 'This wallet has no words for “{method}”, so it does not sign it.', { method: found.method })
  return { ...read, call: { ...call, to }, leaves: value }
}

/** The page's arguments, encoded by us, must be the same bytes. */
function checkArguments(call, found) {
  const given = Array.isArray(call.args) ? call.args : found.entry.inputs.map(({ name }) => call.args?.[name])
  let bytes = ''
  try {
    const entry = functionOf(call.contract, call.method, given.length)
    bytes = encode(entry, given.map((value, place) => plain(entry.inputs[place], value)))
  } catch {
    changed(t('the details'))
  }
  if (bytes !== call.data.toLowerCase()) changed(t('the details'))
}

/** Opening pays in exactly the total; a twin may only act on our Agreement. */
function checkValue(call, found, value, contracts) {
  if (call.contract === 'AgreementTwin' && twinTargets(found.method, found.args).some((target) => !same(target, contracts.Agreement))) changed(t('the contract’s address'))
  if (found.method !== 'open') return
  const terms = readTerms(found.args[call.contract === 'Agreement' ? 0 : 1], { id: 0 })
  if (value !== (terms.currency === NOBODY ? terms.total : 0n)) changed(t('the amount'))
}

function say(contract, { method, args }, to, chain) {
  if (contract === 'Agreement') return agreementSays(method, args, chain)
  if (contract === 'AgreementTwin') return twinSays(method, args, chain)
  if (contract !== 'Token') return null
  const [who, amount] = args
  const text = method === 'approve' ? 'Allow {who} to take {amount} from you.' : 'Send {amount} to {who}.'
  const undo = method === 'approve' ? t('You can allow less again until it is taken.') : t('This can’t be undone.')
  return { says: t(text, { who: named(who, chain), amount: money(BigInt(amount), to) }), rows: [[t('Token'), named(to, chain)]], undo, stake: 0n }
}

function transfer(call, to, value, chain) {
  if (call.data !== '0x' || value === 0n) changed(t('the bytes'))
  if (to === NOBODY) refuse('nobody', 'The zero address belongs to nobody; what is sent there is lost. Type another address.')
  const says = t('Send {amount} to {who}.', { amount: sats(value), who: named(to, chain) })
  return { says, rows: [], undo: t('This can’t be undone.'), stake: value, call: { ...call, to }, leaves: value }
}

/** An allowance is only for the agreement that is opened next, of its token, and of no more than its sum. */
function checkToken(calls, place, contracts) {
  const { method, args } = decode('Token', calls[place].data)
  if (method !== 'approve') return
  const next = calls.slice(place + 1).find((call) => call.method === 'open')
  const opening = next && decode(next.contract, next.data)
  if (!opening) refuse('approve-alone', 'The page asks for an allowance without saying what for. Nothing was signed.')
  const terms = readTerms(opening.args[next.contract === 'Agreement' ? 0 : 1], { id: 0 })
  const right = same(args[0], contracts.Agreement) && same(terms.currency, calls[place].to) && BigInt(args[1]) <= terms.total
  if (!right) changed(t('the allowance'))
}

/** What the page says leaves the account must be what the calls send. */
function checkLeaving(plan, readings) {
  if (!plan.leaves || !readings.length) return
  if (plan.leaves.currency !== NOBODY) return
  const sum = readings.reduce((total, { leaves }) => total + leaves, 0n)
  if (BigInt(plan.leaves.wei) !== sum) changed(t('the amount'))
}
