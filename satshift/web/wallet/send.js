/** Sends one call through any wallet, exactly once, and waits until it stands in a block. */

import { approve } from './builtin.js'
import { button, el, room, say, tell } from './dom.js'
import { WalletError, known } from './errors.js'
import { toHex } from './fees.js'
import * as keyring from './keyring.js'
import { nodeOf } from './node.js'
import * as outbox from './outbox.js'
import { speedUp } from './replace.js'
import { t } from './words.js'

const SLOW = 45_000

const pause = (time) => new Promise((go) => setTimeout(go, time))

/**
 * @param {string} key what makes this payment one @param {any} chain
 * @param {import('./choose.js').Connected} wallet @param {{to: string, data: string, value: string}} call
 */
export async function send(key, chain, wallet, call) {
  const value = BigInt(call.value)
  const nonce = await nodeOf(chain).nonce(wallet.account)
  const entry = { key, chain: chain.id, from: wallet.account, to: call.to, data: call.data, value: call.value, nonce: nonce.toString(), at: Date.now(), wallet: wallet.info.rdns }
  await outbox.begin({ ...entry, state: 'asked', raw: null, hash: null, hashes: [], block: null })
  const params = approve([{ from: wallet.account, to: call.to, data: call.data, value: toHex(value) }])
  const onSigned = (signed) => outbox.note(key, { ...signed, state: 'signed', hashes: [signed.hash] })
  try {
    say(wallet.ours ? t('Sending…') : t('Confirm it in {wallet}.', { wallet: wallet.info.name }))
    const hash = await wallet.provider.request({ method: 'eth_sendTransaction', params }, { onSigned })
    await outbox.note(key, { state: 'signed', hash, hashes: [hash] })
    tell('sent', { stateKey: key, hash })
  } catch (problem) {
    await afterFailure(key, chain, problem)
  }
  await keyring.touch()
  return settled(key, chain)
}

/** Forgets what was surely not sent; keeps what may have been. */
async function afterFailure(key, chain, problem) {
  const now = await outbox.entry(key)
  const sure = ['cancelled', 'locked', 'too-little-coin', 'refused', 'not-reviewed', 'unsupported', 'underpriced', 'nonce-used', 'node-refused', 'other-account']
  const error = known(problem)
  if (now?.raw && !sure.includes(error.code)) return // signed and kept: the waiting sends it again
  if (now?.raw || sure.includes(error.code) || !(await outbox.movedSince(chain, now).catch(() => true))) {
    await outbox.drop(key)
    throw error
  }
  throw new WalletError('not-known-yet', t('It is not known yet whether your wallet sent this. Look at the wallet’s history, then reload this page before you try again.'))
}

/**
 * Waits for the end of a payment.
 * @param {string} key @param {any} chain
 * @returns {Promise<{hash: string, block: number}>}
 */
export async function settled(key, chain) {
  const started = Date.now()
  let lost = 0
  for (;;) {
    const now = await outbox.entry(key)
    if (!now) throw new WalletError('replaced', t('This payment was taken out of the outbox.'))
    const found = await outbox.look(chain, now).catch((problem) => transient(problem))
    if (found.state === 'done') return { hash: found.hash, block: found.block }
    if (found.state === 'failed') throw new WalletError('refused', t('The chain took the fee and refused the rest: the agreement had moved on. Reload the page to see how it stands. Transaction: {hash}', { hash: found.hash }))
    lost = found.state === 'lost' ? lost + 1 : 0
    if (lost > 2) throw await replaced(key)
    waiting(key, chain, now, found, Date.now() - started > SLOW)
    await pause(Date.now() - started < 10_000 ? 500 : 3_000)
  }
}

function transient(problem) {
  if (problem.code === 'node-away') return { state: 'away', hash: null, block: null }
  throw problem
}

async function replaced(key) {
  await outbox.drop(key)
  return new WalletError('replaced', t('Another transaction took this one’s place, so this was not sent. Reload the page to see how things stand.'))
}

function waiting(key, chain, entry, found, isSlow) {
  if (found.state === 'away') return say(t('The network does not answer now. Your payment is kept and goes on by itself; you can close this page.'))
  say(isSlow ? t('Not known yet: the network is slow. You can close this page; nothing is paid twice.') : t('Sent. Waiting for the network…'))
  if (!isSlow || !entry.raw || room().querySelector('[data-wallet-faster]')) return
  const act = async (event) => {
    event.target.disabled = true
    await speedUp(chain, await outbox.entry(key)).catch((problem) => say(known(problem).message, 'error'))
    event.target.parentElement.remove()
  }
  room().append(el('p', null, button(t('Pay a higher fee to speed it up'), act, { 'data-wallet-faster': true })))
}
