/** Addresses: EIP-55 and EIP-1191 accepted, the network's own form shown. */

import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { WalletError } from './errors.js'
import { t } from './words.js'

const EIP1191_CHAINS = [30, 31]

/** The mixed-case form. @param {string} address @param {number | null} chain */
export function checksum(address, chain = null) {
  const digits = address.toLowerCase().slice(2)
  const text = chain !== null && EIP1191_CHAINS.includes(chain) ? `${chain}0x${digits}` : digits
  const digest = bytesToHex(keccak_256(utf8ToBytes(text)))
  return '0x' + [...digits].map((digit, place) => (parseInt(digest[place], 16) >= 8 ? digit.toUpperCase() : digit)).join('')
}

/** Reads an address as people paste it. @param {string} text @returns {string} in lower case */
export function readAddress(text) {
  const plain = text.trim()
  if (!/^0[xX][0-9a-fA-F]{40}$/.test(plain)) {
    throw new WalletError('address-unreadable', t('“{text}” is not an address. An address is 0x and 40 digits from 0-9 and a-f; copy it whole.', { text: plain.slice(0, 64) }))
  }
  const digits = plain.slice(2)
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase()
  if (mixed && ![null, ...EIP1191_CHAINS].some((chain) => checksum(plain, chain) === '0x' + digits)) {
    throw new WalletError('address-checksum', t('The address {text} has a wrong checksum: a letter or digit was changed. Copy it again from its owner.', { text: plain }))
  }
  return '0x' + digits.toLowerCase()
}

/** @param {string} one @param {string} other */
export const same = (one, other) => one.toLowerCase() === other.toLowerCase()
