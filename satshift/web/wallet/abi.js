/** Calldata from bundled words: encode, decode, and never trust that the two agree. */

import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { mapArgs, mapComponent } from '../../../node_modules/micro-eth-signer/abi/mapper.js'
import { ABIS } from './generated.js'

const typeName = (input) =>
  input.type.startsWith('tuple') ? `(${input.components.map(typeName).join(',')})${input.type.slice(5)}` : input.type

export const keccak = (bytes) => '0x' + bytesToHex(keccak_256(bytes))
export const keccakText = (text) => keccak(utf8ToBytes(text))

/** @param {{name: string, inputs: any[]}} entry */
const selector = (entry) => keccakText(`${entry.name}(${entry.inputs.map(typeName).join(',')})`).slice(0, 10)

/** Plain values, the same from JSON and from calldata: decimal strings, lower-case hex, arrays, objects by field. */
export function plain(input, value) {
  const array = /^(.*)\[\d*\]$/.exec(input.type)
  if (array) return value.map((each) => plain({ ...input, type: array[1] }, each))
  if (input.type === 'tuple') {
    const at = (part, place) => (Array.isArray(value) ? value[place] : value[part.name])
    return Object.fromEntries(input.components.map((part, place) => [part.name, plain(part, at(part, place))]))
  }
  if (value instanceof Uint8Array) return '0x' + bytesToHex(value)
  if (/^u?int/.test(input.type)) return BigInt(value).toString()
  return typeof value === 'string' ? value.toLowerCase() : value
}

/** Plain values as the coder wants them. */
function rich(input, value) {
  const array = /^(.*)\[\d*\]$/.exec(input.type)
  if (array) return value.map((each) => rich({ ...input, type: array[1] }, each))
  if (input.type === 'tuple') return Object.fromEntries(input.components.map((part) => [part.name, rich(part, value[part.name])]))
  if (/^u?int/.test(input.type)) return BigInt(value)
  if (input.type.startsWith('bytes')) return hexToBytes(value.slice(2))
  return value
}

/** The function of a contract by name and count of arguments. */
export const functionOf = (contract, method, count) =>
  ABIS[contract]?.find((entry) => entry.name === method && entry.inputs.length === count) ?? null

/** @param {any} entry @param {any[]} args plain values in order */
export function encode(entry, args) {
  const { inputs } = entry
  if (inputs.length === 1) return selector(entry) + bytesToHex(mapArgs(inputs).encode(rich(inputs[0], args[0])))
  const named = Object.fromEntries(inputs.map((input, place) => [input.name, rich(input, args[place])]))
  return selector(entry) + bytesToHex(mapArgs(inputs).encode(named))
}

/**
 * What calldata says to a contract, or null when it is not in our words or not exactly what re-encoding gives.
 * @param {string} contract @param {string} data
 * @returns {{method: string, args: any[], entry: any} | null}
 */
export function decode(contract, data) {
  const entry = ABIS[contract]?.find((each) => selector(each) === data.slice(0, 10).toLowerCase())
  if (!entry) return null
  try {
    const raw = mapArgs(entry.inputs).decode(hexToBytes(data.slice(10)))
    const args = entry.inputs.map((input) => plain(input, entry.inputs.length === 1 ? raw : raw[input.name]))
    return encode(entry, args) === data.toLowerCase() ? { method: entry.name, args, entry } : null
  } catch {
    return null
  }
}

const TERMS = ABIS.Agreement.find((entry) => entry.name === 'accept').inputs[0]

/** The id of an agreement: keccak256(abi_encode(terms)). @param {any} terms plain */
export const agreementId = (terms) => keccak(mapComponent(TERMS).encode(rich(TERMS, plainTerms(terms))))

/** @param {any} terms as JSON has them */
export const plainTerms = (terms) => plain(TERMS, terms)
