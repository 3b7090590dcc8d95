/** Sign-in by EIP-4361: only a message for this very site, this network and this account is signed. */

import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { same } from './address.js'
import { approve } from './builtin.js'
import { connect } from './choose.js'
import { ask } from './dialog.js'
import { button, el, facts, p, say, tell } from './dom.js'
import { WalletError, known } from './errors.js'
import * as keyring from './keyring.js'
import { named } from './says/terms.js'
import { unlocked } from './unlock.js'
import { moment, t } from './words.js'

const PATTERN =
  /^(?:(https?):\/\/)?(\S+) wants you to sign in with your Ethereum account:\n(0x[0-9a-fA-F]{40})\n\n(?:([^\n]*)\n)?\nURI: (\S+)\nVersion: 1\nChain ID: (\d+)\nNonce: ([a-zA-Z0-9]{8,})\nIssued At: (\S+)(?:\nExpiration Time: (\S+))?(?:\nNot Before: \S+)?(?:\nRequest ID: [^\n]*)?(?:\nResources:(?:\n- \S+)*)?$/

const refuse = (text, values) => {
  throw new WalletError('sign-in-refused', t(text, values))
}

/** Reads a message and refuses one that is not for here. @param {string} message @param {{id: number}} chain @param {string} account */
export function readMessage(message, chain, account, place = location) {
  const found = PATTERN.exec(message)
  if (!found) refuse('The page’s sign-in message can’t be read, so it is not signed.')
  const [, scheme, domain, address, statement, uri, id, , issued, expires] = found
  if (domain !== place.host || (scheme && `${scheme}:` !== place.protocol) || new URL(uri).host !== place.host) {
    refuse('This sign-in is for {domain}, but you are at {here}. Nothing was signed. Somebody may be trying to sign in as you.', { domain, here: place.host })
  }
  if (Number(id) !== chain.id) refuse('This sign-in is for another network. Nothing was signed.')
  if (!same(address, account)) refuse('This sign-in is for another account. Nothing was signed.')
  if (expires && Date.parse(expires) < Date.now()) refuse('This sign-in has expired. Reload the page.')
  return { statement, issued, expires, domain }
}

/** @param {HTMLElement} source the button @param {any} chain */
export async function signIn(source, chain) {
  try {
    const wallet = await connect()
    const url = new URL(source.dataset.messageUrl, location.href)
    url.searchParams.set('account', wallet.account)
    url.searchParams.set('chain', String(chain.id))
    const { message } = await json(await fetch(url, { headers: { accept: 'application/json' } }))
    const read = readMessage(message, chain, wallet.account)
    await show(read, wallet, chain, message)
    if (wallet.ours) await unlocked(await keyring.current())
    const params = approve(['0x' + bytesToHex(utf8ToBytes(message)), wallet.account])
    const signature = await wallet.provider.request({ method: 'personal_sign', params })
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    const { next } = await json(await fetch(source.dataset.answerUrl, { method: 'POST', headers, body: JSON.stringify({ message, signature }) }))
    tell('signed', { stateKey: 'sign-in', account: wallet.account, signature })
    say(t('You are signed in.'))
    location.assign(next ?? source.dataset.next ?? '/')
  } catch (problem) {
    const { code, message } = known(problem)
    say(message, 'error')
    tell('refused', { stateKey: 'sign-in', code, message })
  }
}

async function json(response) {
  const body = await response.json().catch(() => ({}))
  if (!response.ok) throw new WalletError('sign-in-refused', body.message ?? body.detail ?? t('The site did not take the sign-in. Reload the page and try again.'))
  return body
}

function show(read, wallet, chain, message) {
  const rows = [[t('Site'), read.domain], [t('Account'), `${wallet.info.name}, ${named(wallet.account, chain)}`]]
  if (read.statement) rows.push([t('Says'), read.statement])
  if (read.expires) rows.push([t('Valid until'), moment(Date.parse(read.expires) / 1000)])
  return ask(t('Sign in?'), (api) => [
    p(t('This signature shows that the account is yours. It moves no money.')),
    facts(rows),
    el('details', null, el('summary', null, t('Show exactly what is signed')), el('pre', { class: 'wallet-raw', tabindex: '0' }, message)),
    button(t('Sign in'), () => api.done(true), { 'data-wallet-confirm': true }),
  ])
}

