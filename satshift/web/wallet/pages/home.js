/** The wallet's first page: who you are, what you have and since when that is known, what waits. */

import { named } from '../says/terms.js'
import { isBounded, LIMIT } from '../budget.js'
import { button, el, facts, p, say } from '../dom.js'
import { known } from '../errors.js'
import * as keyring from '../keyring.js'
import { nodeOf } from '../node.js'
import { sats, satsDown } from '../numbers.js'
import * as outbox from '../outbox.js'
import { speedUp } from '../replace.js'
import { unlocked } from '../unlock.js'
import { moment, t } from '../words.js'

/** Says that there is no wallet here yet, with the two ways to one. @param {HTMLElement} place */
export function without(place) {
  place.replaceChildren(
    p(t('There is no wallet in this browser yet.')),
    el('ul', null, el('li', null, el('a', { href: '/wallet/new', 'data-wallet-make': true }, t('Make a wallet'))), el('li', null, el('a', { href: '/wallet/import' }, t('Bring one that you have')))),
  )
}

/** @param {HTMLElement} place @param {{chain: any}} page */
export async function home(place, { chain }) {
  const vault = await keyring.current()
  if (!vault) return without(place)
  const balance = el('span', { 'data-wallet-balance': true }, t('not known yet'))
  place.replaceChildren(
    facts([[t('Name'), vault.name], [t('Address'), el('code', { 'data-wallet-address': true, translate: 'no' }, named(vault.address, chain))], [t('Balance'), balance], [t('Network'), chain.name]]),
    await bounded(vault),
    await lockPart(place, vault, { chain }),
    links(),
    await waitingPart(chain),
  )
  await showBalance(balance, vault, chain)
}

async function bounded(vault) {
  if (!isBounded(vault)) return el('p', { 'data-wallet-backup': 'proven' }, t('Your backup is proven.'))
  return el('p', { 'data-wallet-backup': 'missing', class: 'note is-warn' }, t('Until you have shown that you wrote down your twelve words, this wallet is for {limit} at most. ', { limit: sats(LIMIT) }), el('a', { href: '/wallet/backup' }, t('Make the backup now')))
}

async function lockPart(place, vault, page) {
  if (vault.demo) return p(t('A demo person: everybody has this key.'))
  const open = await keyring.isUnlocked()
  const again = () => home(place, page)
  const act = open
    ? async () => {
        keyring.lock()
        await again()
        say(t('The wallet is locked.'))
      }
    : () => unlocked(vault).then(again, (problem) => say(known(problem).message, 'error'))
  return el('p', { 'data-wallet-lock': open ? 'open' : 'locked' }, open ? t('Unlocked for this tab.') : t('Locked.'), ' ', button(open ? t('Lock') : t('Unlock'), act, { quiet: true }))
}

function links() {
  const pages = [['receive', t('Receive')], ['send', t('Send')], ['backup', t('Backup')], ['settings', t('Settings of the wallet')]]
  return el('nav', { 'aria-label': t('Wallet') }, el('ul', { class: 'wallet-links' }, ...pages.map(([page, label]) => el('li', null, el('a', { href: `/wallet/${page}` }, label)))))
}

/** The balance, with the block that it belongs to. */
export async function showBalance(place, vault, chain) {
  try {
    const node = nodeOf(chain)
    const [block, wei] = await Promise.all([node.block(), node.balance(vault.address)])
    place.textContent = t('{amount} as of block {block}, {when}', { amount: satsDown(wei), block: Number(block.number), when: moment(BigInt(block.timestamp)) })
    if (isBounded(vault) && wei > LIMIT) say(t('The wallet holds more than {limit} without a proven backup. Make the backup now.', { limit: sats(LIMIT) }), 'error')
    return wei
  } catch (problem) {
    place.textContent = t('not known yet')
    say(known(problem).message, 'error')
    return null
  }
}

async function waitingPart(chain) {
  const entries = (await outbox.waiting()).filter((each) => each.chain === chain.id && each.hash)
  if (!entries.length) return ''
  const items = await Promise.all(
    entries.map(async (entry) => {
      const { state } = await outbox.look(chain, entry).catch(() => ({ state: 'waiting' }))
      const words = { done: t('done'), failed: t('refused by the chain'), lost: t('replaced by another') }[state] ?? t('on its way')
      const faster = state === 'waiting' && entry.raw ? button(t('Speed up'), () => speedUp(chain, entry).then(() => say(t('Sent again with a higher fee.')), (problem) => say(known(problem).message, 'error')), { quiet: true, 'data-wallet-faster': true }) : ''
      return el('li', null, t('{amount} to {who}: {state}', { amount: sats(BigInt(entry.value)), who: named(entry.to, chain), state: words }), ' ', faster)
    }),
  )
  return el('section', null, el('h2', null, t('Not finished')), el('ul', { 'data-wallet-waiting': true }, ...items))
}
