/** What was signed or asked for, kept before it is sent: a closed tab or a reload never pays twice. */

import { broadcast } from './builtin.js'
import { nodeOf } from './node.js'
import { all, change, forget, keep, kept } from './storage.js'

const KEEP_FOR = 30 * 86_400_000
const FLAG = 'satshift.outbox'

/**
 * One payment: `asked` a wallet was asked · `signed` kept, perhaps sent · `done` in a block · `failed` in a block, refused.
 * @typedef {{key: string, state: 'asked' | 'signed' | 'done' | 'failed', chain: number, from: string, to: string, data: string, value: string,
 *   nonce: string, raw: string | null, hash: string | null, hashes: string[], block: number | null, at: number, wallet: string}} Entry
 */

/** @param {string} key @returns {Promise<Entry | undefined>} */
export const entry = (key) => kept('outbox', key)

/** @param {Entry} what */
export async function begin(what) {
  await keep('outbox', what.key, what)
  localStorage.setItem(FLAG, '1') // the small loader looks here
}

/** @param {string} key @param {Partial<Entry>} what */
export async function note(key, what) {
  await change('outbox', key, (before) => ({ ...before, ...what }))
  await flag()
}

export const drop = async (key) => {
  await forget('outbox', key)
  await flag()
}

/** @returns {Promise<Entry[]>} everything whose end is not known */
export const waiting = async () => (await all('outbox')).filter(({ state }) => state === 'asked' || state === 'signed')

async function flag() {
  const entries = await all('outbox')
  for (const old of entries.filter(({ at, state }) => (state === 'done' || state === 'failed') && at < Date.now() - KEEP_FOR)) await forget('outbox', old.key)
  if (!(await waiting()).length) localStorage.removeItem(FLAG)
}

/**
 * Looks what became of a payment; sends the same bytes again when the network does not know them.
 * @param {any} chain @param {Entry} what
 * @returns {Promise<{state: 'done' | 'failed' | 'waiting' | 'lost' | 'asked', hash: string | null, block: number | null}>}
 */
export async function look(chain, what) {
  const node = nodeOf(chain)
  for (const hash of what.hashes) {
    const receipt = await node.receipt(hash)
    if (!receipt?.blockNumber) continue
    const state = BigInt(receipt.status) === 1n ? 'done' : 'failed'
    const block = Number(receipt.blockNumber)
    await note(what.key, { state, hash, block })
    return { state, hash, block }
  }
  if (!what.hash) return { state: 'asked', hash: null, block: null }
  if (await node.transaction(what.hash)) return { state: 'waiting', hash: what.hash, block: null }
  if (!what.raw) return { state: 'waiting', hash: what.hash, block: null } // another wallet's: it sends again itself
  if ((await node.nonce(what.from, 'latest')) > BigInt(what.nonce)) return { state: 'lost', hash: what.hash, block: null }
  await broadcast(chain, { raw: what.raw, hash: what.hash })
  return { state: 'waiting', hash: what.hash, block: null }
}

/** Whether the account has sent anything since its wallet was asked. */
export const movedSince = async (chain, what) => (await nodeOf(chain).nonce(what.from, 'pending')) > BigInt(what.nonce)
