/** What AgreementTwin's functions mean: they carry what somebody signed. */

import { money, NOBODY } from '../numbers.js'
import { t } from '../words.js'
import { TYPE_HASHES } from './types.js'
import { agreementSays } from './agreement.js'
import { named, readTerms } from './terms.js'

const METHOD_OF = {
  Accept: 'accept', Decline: 'decline', TakeBack: 'take_back', Submit: 'submit', RequestChanges: 'request_changes', Extend: 'extend',
  Release: 'release', Settle: 'settle', Reclaim: 'reclaim', GiveBack: 'give_back', Part: 'part', Dispute: 'dispute', Rule: 'rule',
}
const WIDTH = { Decline: 0, TakeBack: 0, Accept: 0, Settle: 1, Reclaim: 1, GiveBack: 1, Rule: 4 }
const AS_BYTES = { Submit: 1, RequestChanges: 1, Dispute: 1, Rule: 3 }

const signed = (consent) => consent.signature !== '0x'
const tipRow = (consent, currency) => [t('Tip for you, out of what they are paid'), money(BigInt(consent.tip), currency)]

/** The values of a relayed action as the arguments of its function. */
function relayed(kind, values) {
  const args = values.slice(0, WIDTH[kind] ?? 2)
  const place = AS_BYTES[kind]
  if (place !== undefined) args[place] = '0x' + BigInt(args[place]).toString(16).padStart(64, '0')
  return args
}

/** @param {string} method @param {any[]} args @param {{id: number}} chain @returns {import('./agreement.js').Reading | null} */
export function twinSays(method, args, chain) {
  if (method === 'revoke') {
    return { says: t('Take back your signature number {nonce}: nobody can send it any more.', { nonce: args[0] }), rows: [], undo: t('This can’t be undone.'), stake: 0n }
  }
  if (method === 'open') {
    const read = agreementSays('open', [args[1]], chain)
    const bound = signed(args[2])
    return bound ? { ...read, undo: t('The worker has signed already: both of you are bound at once.') } : read
  }
  if (method === 'part') return agreementSays('part', args.slice(1, 4), chain)
  if (method === 'withdraw') {
    const [, by, currency, to, consent] = args
    const says = t('Send the credit of {who} to {to}, as they signed.', { who: named(by, chain), to: named(to, chain) })
    return { says, rows: [tipRow(consent, currency)], undo: t('This can’t be undone.'), stake: 0n }
  }
  const kind = TYPE_HASHES[args[1]]
  if (method !== 'relay' || !kind || !(kind in METHOD_OF)) return null
  const [, , by, terms, values, consent] = args
  const read = agreementSays(METHOD_OF[kind], [terms, ...relayed(kind, values)], chain)
  const currency = readTerms(terms, chain).currency ?? NOBODY
  return { ...read, says: t('For {who}, who signed it: {what}', { who: named(by, chain), what: read.says }), rows: [...read.rows, tipRow(consent, currency)], stake: 0n }
}

/** Every contract address that calldata to the twin names. @param {string} method @param {any[]} args */
export const twinTargets = (method, args) => (method === 'revoke' ? [] : [args[0]])
