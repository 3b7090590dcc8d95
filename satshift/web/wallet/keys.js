/** From twelve words to a key and its address. */

import { secp256k1 } from '@noble/curves/secp256k1.js'
import { HDKey } from '@scure/bip32'
import { generateMnemonic, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { keccak } from './abi.js'
import { WalletError } from './errors.js'
import { t } from './words.js'

export const ETHEREUM = "m/44'/60'/0'/0/0"
export const ROOTSTOCK = "m/44'/137'/0'/0/0"

export const newWords = () => generateMnemonic(wordlist, 128)

/** Words as people type them, checked. @param {string} text */
export function readWords(text) {
  const words = text.trim().toLowerCase().split(/[\s,;]+/).filter((word) => !/^\d+\.?$/.test(word))
  const unknown = words.find((word) => !wordlist.includes(word))
  if (unknown) throw new WalletError('word-unknown', t('“{word}” is not one of the words that a backup uses. Look at how it is written.', { word: unknown.slice(0, 24) }))
  if (![12, 15, 18, 21, 24].includes(words.length)) throw new WalletError('words-count', t('These are {count} words; a backup has twelve or twenty-four.', { count: words.length }))
  if (!validateMnemonic(words.join(' '), wordlist)) throw new WalletError('words-checksum', t('These words do not belong together: one is wrong or in another place. Compare them with what you wrote down.'))
  return words.join(' ')
}

/** @param {string} words @param {string} path @returns {Uint8Array} */
export function privateKey(words, path) {
  const seed = mnemonicToSeedSync(words)
  const key = HDKey.fromMasterSeed(seed).derive(path).privateKey
  seed.fill(0)
  return key
}

/** @param {Uint8Array} key @returns {string} in lower case */
export const addressOf = (key) => '0x' + keccak(secp256k1.getPublicKey(key, false).slice(1)).slice(-40)

/** @param {string} words @param {string} path */
export function accountOf(words, path) {
  const key = privateKey(words, path)
  const address = addressOf(key)
  key.fill(0)
  return address
}

/** Three places to ask for, each once, in order. @param {number} count */
export function threePlaces(count) {
  const places = [...Array(count).keys()]
  for (let last = count - 1; last > 0; last--) {
    const other = crypto.getRandomValues(new Uint32Array(1))[0] % (last + 1)
    ;[places[last], places[other]] = [places[other], places[last]]
  }
  return places.slice(0, 3).sort((one, other) => one - other)
}
