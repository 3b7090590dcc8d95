/** Encrypts twelve words under a random data key, and wraps that key for each way to unlock it. */

import { WalletError } from './errors.js'
import { t } from './words.js'

export const ROUNDS = 600_000 // of PBKDF2-SHA-256
const LEAST = 8 // characters of a passphrase

const text = new TextEncoder()
const random = (size) => crypto.getRandomValues(new Uint8Array(size))
export const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
export const bytes = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16))

const AES = (iv) => ({ name: 'AES-GCM', iv })

async function passphraseKey(passphrase, salt, rounds) {
  const material = await crypto.subtle.importKey('raw', text.encode(passphrase.normalize('NFKC')), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

async function passkeyKey(secret) {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  const info = text.encode('satshift wallet key 1')
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info }, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

async function seal(key, plain, label) {
  const iv = random(12)
  const sealed = await crypto.subtle.encrypt({ ...AES(iv), additionalData: text.encode(label) }, key, plain)
  return { iv: hex(iv), data: hex(sealed) }
}

async function unseal(key, { iv, data }, label) {
  return new Uint8Array(await crypto.subtle.decrypt({ ...AES(bytes(iv)), additionalData: text.encode(label) }, key, bytes(data)))
}

const dataKey = (raw) => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** @param {string} passphrase */
export function checkPassphrase(passphrase) {
  if ([...passphrase].length < LEAST) {
    throw new WalletError('passphrase-short', t('Choose a passphrase of {count} characters or more; four unrelated words are good.', { count: LEAST }))
  }
}

async function passphraseWrap(raw, passphrase) {
  checkPassphrase(passphrase)
  const salt = random(16)
  const key = await passphraseKey(passphrase, salt, ROUNDS)
  return { kind: 'passphrase', salt: hex(salt), rounds: ROUNDS, wrapped: await seal(key, raw, 'data key') }
}

async function passkeyWrap(raw, { id, secret }) {
  return { kind: 'passkey', id, wrapped: await seal(await passkeyKey(secret), raw, 'data key') }
}

/**
 * A new vault. At least one way to unlock it must be given.
 * @param {{name: string, words: string, path: string, address: string, passphrase?: string, passkey?: {id: string, secret: Uint8Array}, isProven: boolean}} what
 */
export async function makeVault({ name, words, path, address, passphrase, passkey, isProven }) {
  const raw = random(32)
  const locks = []
  if (passphrase) locks.push(await passphraseWrap(raw, passphrase))
  if (passkey) locks.push(await passkeyWrap(raw, passkey))
  if (!locks.length) throw new WalletError('lock-missing', t('Choose a passphrase or a passkey, so that only you can open the wallet.'))
  const sealed = await seal(await dataKey(raw), text.encode(words), 'words')
  const vault = { version: 1, kind: 'satshift-wallet', id: hex(random(8)), name, address, path, locks, words: sealed, isProven, madeAt: Date.now() }
  raw.fill(0)
  return vault
}

/** The raw data key, by passphrase or by a passkey's secret; the caller wipes it. */
export async function openDataKey(vault, { passphrase, secret, passkeyId }) {
  const lock = vault.locks.find((each) => (passphrase !== undefined ? each.kind === 'passphrase' : each.kind === 'passkey' && each.id === passkeyId))
  if (!lock) throw new WalletError('lock-unknown', t('This wallet does not open that way. Use its passphrase or its passkey.'))
  const key = passphrase !== undefined ? await passphraseKey(passphrase, bytes(lock.salt), lock.rounds) : await passkeyKey(secret)
  try {
    return await unseal(key, lock.wrapped, 'data key')
  } catch {
    throw new WalletError('wrong-passphrase', passphrase !== undefined ? t('That is not the passphrase of this wallet. Try again; nothing is lost.') : t('That passkey does not open this wallet. Use another one or the passphrase.'))
  }
}

/** @param {any} vault @param {Uint8Array} raw */
export async function openWords(vault, raw) {
  return new TextDecoder().decode(await unseal(await dataKey(raw), vault.words, 'words'))
}

/** The vault with another passphrase; the old one opens it no more. */
export async function withPassphrase(vault, raw, passphrase) {
  return { ...vault, locks: [...vault.locks.filter(({ kind }) => kind !== 'passphrase'), await passphraseWrap(raw, passphrase)] }
}

export async function withPasskey(vault, raw, passkey) {
  return { ...vault, locks: [...vault.locks, await passkeyWrap(raw, passkey)] }
}

/** @param {any} vault @param {string} id of a passkey */
export function withoutPasskey(vault, id) {
  const locks = vault.locks.filter((each) => each.id !== id)
  if (!locks.length) throw new WalletError('lock-last', t('This is the only way to open the wallet. Add a passphrase first.'))
  return { ...vault, locks }
}

/** Reads an exported file. @param {string} content */
export function readExport(content) {
  try {
    const vault = JSON.parse(content)
    const isOurs = vault.kind === 'satshift-wallet' && vault.version === 1 && Array.isArray(vault.locks) && vault.locks.length > 0 && /^0x[0-9a-f]{40}$/.test(vault.address)
    if (isOurs) return vault
  } catch {
    // Said below: whatever is wrong with the file, the person does the same next.
  }
  throw new WalletError('export-unreadable', t('This is not a wallet file of Satshift. Choose the file that “Save an encrypted copy” made.'))
}
