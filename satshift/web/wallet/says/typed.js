/** What a typed-data signature allows, in words; refuses every type that is not ours to the last field. */

import { agreementId } from '../abi.js'
import { same } from '../address.js'
import { WalletError } from '../errors.js'
import { NOBODY, money } from '../numbers.js'
import { moment, t } from '../words.js'
import { agreementSays } from './agreement.js'
import { named } from './terms.js'
import { TYPES } from './types.js'

const METHOD = { Open: 'open', Accept: 'accept', Decline: 'decline', TakeBack: 'take_back', Submit: 'submit', RequestChanges: 'request_changes', Extend: 'extend', Release: 'release', Settle: 'settle', Reclaim: 'reclaim', GiveBack: 'give_back', Part: 'part', Dispute: 'dispute', Rule: 'rule' }

const refuse = (code, text, values = {}) => {
  throw new WalletError(code, t(text, values))
}

/** The same schema, no field more and none less. */
function checkTypes(typed) {
  const ours = TYPES[typed.primaryType]
  if (!ours) refuse('typed-unknown', 'The page asks you to sign “{type}”, which this wallet does not know. Nothing was signed.', { type: typed.primaryType })
  const theirs = Object.fromEntries(Object.entries(typed.types).filter(([name]) => name !== 'EIP712Domain'))
  const flat = (types) => JSON.stringify(Object.keys(types).sort().map((name) => [name, types[name].map(({ name, type }) => [name, type])]))
  if (flat(ours) !== flat(theirs)) refuse('typed-changed', 'The page’s form of “{type}” is not the contract’s. Nothing was signed.', { type: typed.primaryType })
  const fields = ours[typed.primaryType].map(({ name }) => name).sort().join()
  if (Object.keys(typed.message).sort().join() !== fields) refuse('typed-changed', 'The page’s form of “{type}” is not the contract’s. Nothing was signed.', { type: typed.primaryType })
}

/** The domain must be our Agreement on this chain. */
function checkDomain({ domain }, chain, agreement) {
  const keys = Object.keys(domain).sort().join()
  const right =
    keys === 'chainId,name,verifyingContract,version' &&
    domain.name === 'Satshift Agreement' &&
    domain.version === '1' &&
    BigInt(domain.chainId) === BigInt(chain.id) &&
    same(domain.verifyingContract, agreement)
  if (!right) refuse('typed-domain', 'What the page asks you to sign is for another contract or network. Nothing was signed.')
}

/** Terms as a signature spells them, packed as a call takes them. */
export function packTerms(terms) {
  const big = (name) => BigInt(terms[name])
  const rules =
    big('review_for_seconds') | (big('grace_for_seconds') << 32n) | (big('answer_for_seconds') << 64n) | (big('fee_cap_ppm') << 96n) |
    (big('worker_share_ppm') << 120n) | (big('change_rounds') << 144n) | (big('open_by') << 152n)
  return {
    client: terms.client, currency: terms.currency, arbiter: terms.arbiter, fallback_arbiter: terms.fallback_arbiter, digest: terms.digest,
    rules: rules.toString(),
    payees: terms.payees.map(({ share_ppm, account }) => ((BigInt(share_ppm) << 160n) | BigInt(account)).toString()),
    milestones: terms.milestones.map(({ due, amount }) => ((BigInt(due) << 96n) | BigInt(amount)).toString()),
  }
}

/** The terms that a signature is about; the page's must hash to the id that is signed. */
function termsOf(typed, offered) {
  if (typed.primaryType === 'Accept') return packTerms(typed.message.terms)
  if (!offered) refuse('typed-without-terms', 'The page does not say which terms this signature is about. Nothing was signed.')
  if (agreementId(offered) !== String(typed.message.agreement).toLowerCase()) refuse('typed-other-terms', 'The terms that the page shows are not those of the agreement it asks you to sign for. Nothing was signed.')
  return offered
}

/**
 * @param {any} typed @param {any} terms as the plan carries them, or null @param {{id: number}} chain
 * @param {string} agreement the address that we know @param {string} account who signs
 * @returns {import('./agreement.js').Reading}
 */
export function typedSays(typed, terms, chain, agreement, account) {
  checkTypes(typed)
  checkDomain(typed, chain, agreement)
  const { message, primaryType } = typed
  if (!same(message.by, account)) refuse('typed-other-person', 'This is to be signed by {who}. Use that account.', { who: named(message.by, chain) })
  const tail = (currency) => [
    [t('Tip for who sends it, out of what you are paid'), money(BigInt(message.tip), currency)],
    [t('Valid until'), moment(message.deadline)],
  ]
  if (primaryType === 'Withdraw') {
    const read = agreementSays('withdraw', [message.currency.toLowerCase(), message.to.toLowerCase()], chain)
    return signedReading({ ...read, rows: [...read.rows, ...tail(message.currency)] })
  }
  const about = termsOf(typed, terms)
  const args = TYPES[primaryType][primaryType].slice(2, -3).map(({ name }) => String(message[name]))
  const read = agreementSays(METHOD[primaryType], [about, ...args], chain)
  return signedReading({ ...read, rows: [...read.rows, ...tail(about.currency ?? NOBODY)] })
}

const signedReading = (read) => ({
  ...read,
  says: t('By your signature, anybody may do this for you once: {what}', { what: read.says }),
  undo: `${read.undo} ${t('Until it is sent you can revoke the signature.')}`,
})
