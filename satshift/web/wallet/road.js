/** The road of a signature: choose a wallet, check, show, sign, send, wait; once, whatever is clicked or closed. */

import { same } from './address.js'
import { approve } from './builtin.js'
import { withinBudget } from './budget.js'
import { connect, onNetwork } from './choose.js'
import { contractsOf } from './contracts.js'
import { ask } from './dialog.js'
import { button, p, say, tell } from './dom.js'
import { WalletError, known } from './errors.js'
import { affordable } from './fees.js'
import * as keyring from './keyring.js'
import * as outbox from './outbox.js'
import { checkPlan } from './plan.js'
import { review } from './review.js'
import { named } from './says/terms.js'
import { typedSays } from './says/typed.js'
import { send, settled } from './send.js'
import { unlocked } from './unlock.js'
import { t } from './words.js'

let busy = false

const keyOf = (plan, place) => (plan.calls.length > 1 ? `${plan.stateKey}#${place}` : plan.stateKey)

/** Signs a plan, once at a time in all tabs; what goes wrong is said on the page. @returns {Promise<any>} undefined if refused */
export async function sign(plan) {
  if (busy) return undefined // the second half of a double click
  busy = true
  try {
    return await navigator.locks.request(`satshift:${plan.stateKey}`, { ifAvailable: true }, (lock) => {
      if (!lock) throw new WalletError('other-tab', t('Another tab is doing this already. Finish it there.'))
      return go(plan)
    })
  } catch (problem) {
    const { code, message } = known(problem)
    say(message, 'error')
    tell('refused', { stateKey: plan.stateKey, code, message })
    return undefined
  } finally {
    busy = false
  }
}

async function go(plan, again = false) {
  if (plan.calls?.length && (await resumed(plan))) return finish(plan)
  await isFresh(plan)
  const wallet = await connect({ again })
  if (plan.account && !same(plan.account, wallet.account)) {
    throw new WalletError('other-account', t('This is to be signed by {who}; the wallet’s account is {account}. Choose that account in the wallet.', { who: named(plan.account, plan.chain), account: named(wallet.account, plan.chain) }))
  }
  await onNetwork(wallet, plan.chain)
  const contracts = await contractsOf(plan.chain, plan.contracts, trust)
  const readings = plan.sign ? [readTyped(plan, contracts, wallet)] : checkPlan(plan, contracts)
  if (wallet.ours) withinBudget(await keyring.current(), stakeOf(readings))
  const first = plan.sign ? null : await nextFee(plan, wallet)
  const answer = await review(plan, readings, wallet, first)
  if (answer === 'other') return go(plan, true)
  if (wallet.ours) await unlocked(await keyring.current())
  await isFresh(plan)
  return plan.sign ? signTyped(plan, wallet) : sendAll(plan, wallet)
}

const stakeOf = (readings) => readings.reduce((most, { stake, leaves = 0n }) => (stake > most ? stake : leaves > most ? leaves : most), 0n)

const readTyped = (plan, contracts, wallet) => typedSays(plan.sign, plan.terms, plan.chain, contracts.Agreement, wallet.account)

async function nextFee(plan, wallet) {
  for (const [place, call] of plan.calls.entries()) {
    if ((await outbox.entry(keyOf(plan, place)))?.state === 'done') continue
    return affordable(plan.chain, { from: wallet.account, to: call.to, data: call.data, value: BigInt(call.value) })
  }
  return null
}

/** Asks the server whether the page is still true. */
async function isFresh(plan) {
  if (!plan.fresh) return
  const answer = await fetch(plan.fresh, { headers: { accept: 'application/json' } }).then((response) => response.json(), () => null)
  if (answer && answer.stateKey !== plan.stateKey) {
    throw new WalletError('stale-page', t('This page is out of date: something has happened since it was made. Nothing was signed. Reload it to see how things stand.'))
  }
}

function trust(text) {
  return ask(t('Unknown contracts'), (api) => [p(text), button(t('I trust who runs this page'), () => api.done(true), { 'data-wallet-trust': true })])
}

async function sendAll(plan, wallet) {
  for (const [place, call] of plan.calls.entries()) {
    const key = keyOf(plan, place)
    if ((await outbox.entry(key))?.state === 'done') continue
    await send(key, plan.chain, wallet, call)
  }
  return finish(plan)
}

/** Whether everything was sent before; waits for what is on its way. */
async function resumed(plan) {
  let all = true
  for (const place of plan.calls.keys()) {
    const key = keyOf(plan, place)
    const before = await outbox.entry(key)
    if (before?.state === 'failed') await outbox.drop(key)
    if (before?.state === 'signed') await settled(key, plan.chain)
    if (before?.state === 'asked') await askedBefore(plan, before)
    all &&= (await outbox.entry(key))?.state === 'done'
  }
  return all
}

/** A wallet of somebody else was asked, and the page was closed before it answered. */
async function askedBefore(plan, before) {
  if (!(await outbox.movedSince(plan.chain, before))) return outbox.drop(before.key)
  await ask(t('Was this sent already?'), (api) => [
    p(t('Your wallet was asked to send this before, and has sent something since. Look at its history. If this is there, do not send it again.')),
    button(t('It was not sent; go on'), () => api.done(true), { 'data-wallet-not-sent': true }),
  ])
  return outbox.drop(before.key)
}

async function finish(plan) {
  const { hash, block } = await outbox.entry(keyOf(plan, plan.calls.length - 1))
  say(t('Done: it stands in block {block}.', { block }))
  tell('done', { stateKey: plan.stateKey, hash, block })
  if (plan.next) location.assign(plan.next.replace('{tx}', hash))
  return hash
}

const DOMAIN = [['name', 'string'], ['version', 'string'], ['chainId', 'uint256'], ['verifyingContract', 'address']].map(([name, type]) => ({ name, type }))

async function signTyped(plan, wallet) {
  const typed = { ...plan.sign, types: { EIP712Domain: DOMAIN, ...plan.sign.types } }
  const params = approve([wallet.account, JSON.stringify(typed)])
  const signature = await wallet.provider.request({ method: 'eth_signTypedData_v4', params })
  await keyring.touch()
  tell('signed', { stateKey: plan.stateKey, account: wallet.account, signature })
  say(t('Signed.'))
  const form = document.querySelector('[data-signed-form]')
  if (form instanceof HTMLFormElement) {
    form.elements.namedItem('signature').value = signature
    form.elements.namedItem('account').value = wallet.account
    form.requestSubmit()
  }
  return signature
}

/** On load: a payment that was cut off goes on by itself. */
export async function resume(plan) {
  for (const place of plan.calls.keys()) {
    const before = await outbox.entry(keyOf(plan, place))
    if (before?.state === 'signed' || before?.state === 'done') return sign(plan)
  }
  return undefined
}
