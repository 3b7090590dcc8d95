/** The address to receive at, as text and as a code that phones read. */

import { LIMIT, isBounded } from '../budget.js'
import { button, el, p, say } from '../dom.js'
import * as keyring from '../keyring.js'
import { nodeOf } from '../node.js'
import { sats } from '../numbers.js'
import { named } from '../says/terms.js'
import { t } from '../words.js'
import { without } from './home.js'

/** @param {HTMLElement} place @param {{chain: any}} page */
export async function receive(place, { chain }) {
  const vault = await keyring.current()
  if (!vault) return without(place)
  if (isBounded(vault)) {
    const wei = await nodeOf(chain).balance(vault.address).catch(() => 0n)
    if (wei >= LIMIT) {
      place.replaceChildren(el('p', { 'data-wallet-full': true }, t('This wallet holds {limit} or more. Before it takes more, show that you wrote down your twelve words. ', { limit: sats(LIMIT) }), el('a', { href: '/wallet/backup?next=/wallet/receive' }, t('Make the backup now'))))
      return
    }
  }
  const address = named(vault.address, chain)
  place.replaceChildren(
    p(t('Send bitcoin on {chain} to this address, and on no other network.', { chain: chain.name })),
    el('p', null, el('code', { 'data-wallet-address': true, translate: 'no' }, address)),
    button(t('Copy the address'), () => navigator.clipboard.writeText(address).then(() => say(t('Copied.')), () => say(t('Copying did not work. Mark the address and copy it yourself.'), 'error'))),
    el('p', null, el('img', { src: `/wallet/code.svg?address=${vault.address}`, alt: t('The same address as a QR code'), width: 220, height: 220 })),
    isBounded(vault) ? p(t('Until your backup is proven, receive {limit} at most.', { limit: sats(LIMIT) })) : '',
  )
}
