/** The wallet in use: which vault, unlocked or not, and when it locks again. */

import { WalletError } from './errors.js'
import { tell } from './dom.js'
import { privateKey } from './keys.js'
import { all, forget, keep, kept } from './storage.js'
import { bytes, hex, openDataKey, openWords } from './vault.js'
import { t } from './words.js'

const IDLE_MINUTES = 10
const SESSION = 'satshift.unlocked'

/** @type {Uint8Array | null} the data key, while unlocked */
let open = null
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

/** The vault in use, or undefined. */
export async function current() {
  const id = await kept('settings', 'current')
  return id ? kept('vaults', id) : undefined
}

export const everyone = () => all('vaults')

/** @param {any} vault */
export async function use(vault) {
  if ((await kept('settings', 'current')) !== vault.id) lock()
  await keep('vaults', vault.id, vault)
  await keep('settings', 'current', vault.id)
  await navigator.storage?.persist?.()
  tell('account', { account: vault.address })
}

export const save = (vault) => keep('vaults', vault.id, vault)

/** @param {any} vault */
export async function remove(vault) {
  lock()
  await forget('vaults', vault.id)
  const [next] = await everyone()
  await keep('settings', 'current', next?.id ?? null)
}

export const idleMinutes = async () => (await kept('settings', 'idleMinutes')) ?? IDLE_MINUTES

export async function isUnlocked() {
  const vault = await current()
  if (!vault) return false
  return vault.demo !== undefined || (await resume(vault)) !== null
}

/** Unlocks with a passphrase or a passkey's secret. */
export async function unlock(vault, how) {
  const raw = await openDataKey(vault, how)
  await hold(vault, raw)
}

/** Keeps the data key for a while: in this page, and for the next page of this tab under a key that dies with the tab. */
export async function hold(vault, raw) {
  open = raw
  const minutes = await idleMinutes()
  if (!minutes) return arm(1)
  const key = crypto.getRandomValues(new Uint8Array(32))
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealing = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, sealing, raw)
  await keep('settings', `session:${vault.id}`, { iv: hex(iv), data: hex(sealed), until: Date.now() + minutes * 60_000 })
  sessionStorage.setItem(SESSION, JSON.stringify({ vault: vault.id, key: hex(key) }))
  arm(minutes)
}

function arm(minutes) {
  clearTimeout(timer)
  timer = setTimeout(lock, minutes * 60_000)
}

/** The data key, if this tab still may have it. */
async function resume(vault) {
  if (open) return open
  const mine = JSON.parse(sessionStorage.getItem(SESSION) ?? 'null')
  const sealed = await kept('settings', `session:${vault.id}`)
  if (mine?.vault !== vault.id || !sealed || sealed.until < Date.now()) return null
  try {
    const key = await crypto.subtle.importKey('raw', bytes(mine.key), 'AES-GCM', false, ['decrypt'])
    open = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(sealed.iv) }, key, bytes(sealed.data)))
  } catch {
    return null // another tab unlocked later; this one asks again
  }
  arm(await idleMinutes())
  return open
}

/** Forgets the data key everywhere. */
export function lock() {
  open?.fill(0)
  open = null
  clearTimeout(timer)
  const mine = JSON.parse(sessionStorage.getItem(SESSION) ?? 'null')
  sessionStorage.removeItem(SESSION)
  if (mine) forget('settings', `session:${mine.vault}`)
  tell('account', { account: null })
}

const locked = () => new WalletError('locked', t('The wallet is locked. Unlock it first.'))

/** A copy of the data key for a change of locks; the caller wipes it. */
export async function dataKeyOf(vault) {
  const raw = await resume(vault)
  if (!raw) throw locked()
  return raw.slice()
}

/** The twelve words, while unlocked. */
export async function wordsOf(vault) {
  if (vault.demo) return vault.demo
  const raw = await resume(vault)
  if (!raw) throw locked()
  return openWords(vault, raw)
}

/** Runs `act` with the private key, and wipes the key. @template T @param {any} vault @param {(key: Uint8Array) => T} act @returns {Promise<Awaited<T>>} */
export async function withKey(vault, act) {
  const key = privateKey(await wordsOf(vault), vault.path)
  try {
    return await act(key)
  } finally {
    key.fill(0)
  }
}

/** Somebody did something: the clock of idleness starts again. */
export async function touch() {
  if (open) {
    const vault = await current()
    if (vault) await hold(vault, open)
  }
}
