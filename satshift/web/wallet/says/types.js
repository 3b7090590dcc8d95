/** The typed data that we know: fields by primary type, and their hashes as the twin takes them. */

import { keccakText } from '../abi.js'

const of = (text) => text.split(',').map((part) => ({ type: part.split(' ')[0], name: part.split(' ')[1] }))
const TAIL = 'uint256 tip,uint256 nonce,uint256 deadline'
const consent = (middle) => of(`address by,bytes32 agreement,${middle}${middle && ','}${TAIL}`)

const PARTS = {
  Milestone: of('uint256 due,uint256 amount'),
  Payee: of('uint256 share_ppm,address account'),
  Terms: of(
    'address client,address currency,address arbiter,address fallback_arbiter,bytes32 digest,uint256 review_for_seconds,uint256 grace_for_seconds,uint256 answer_for_seconds,uint256 fee_cap_ppm,uint256 worker_share_ppm,uint256 change_rounds,uint256 open_by,Payee[] payees,Milestone[] milestones',
  ),
}

/** @type {Record<string, Record<string, Array<{name: string, type: string}>>>} */
export const TYPES = {
  Accept: { Accept: of(`address by,Terms terms,${TAIL}`), ...PARTS },
  Withdraw: { Withdraw: of(`address by,address currency,address to,${TAIL}`) },
  ...Object.fromEntries(
    Object.entries({
      Open: '',
      Decline: '',
      TakeBack: '',
      Submit: 'uint256 milestone,bytes32 delivery',
      RequestChanges: 'uint256 milestone,bytes32 reasons',
      Extend: 'uint256 milestone,uint256 until',
      Release: 'uint256 milestone,uint256 amount',
      Settle: 'uint256 milestone',
      Reclaim: 'uint256 milestone',
      GiveBack: 'uint256 milestones',
      Part: 'uint256 to_worker,uint256 to_client',
      Dispute: 'uint256 milestone,bytes32 statement',
      Rule: 'uint256 milestone,uint256 worker_share_ppm,uint256 fee,bytes32 reasons',
    }).map(([name, middle]) => [name, { [name]: consent(middle) }]),
  ),
}

const written = (name, fields) => `${name}(${fields.map((field) => `${field.type} ${field.name}`).join(',')})`

/** encodeType of EIP-712: the primary first, what it refers to after it by name. */
export const typeText = (primary) =>
  [primary, ...Object.keys(TYPES[primary]).filter((name) => name !== primary).sort()].map((name) => written(name, TYPES[primary][name])).join('')

export const TYPE_HASHES = Object.fromEntries(Object.keys(TYPES).map((primary) => [keccakText(typeText(primary)), primary]))
