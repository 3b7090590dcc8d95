/** Sends coin: an address that is checked, an amount in sats, and all but the fee if wanted. */

import { readAddress, same } from '../address.js'
import { button, el, field, p, say } from '../dom.js'
import { WalletError, known } from '../errors.js'
import { quote } from '../fees.js'
import * as keyring from '../keyring.js'
import { nodeOf } from '../node.js'
import { NOBODY, WEI_PER_SAT, readAmount, sats } from '../numbers.js'
import { sign } from '../road.js'
import { named } from '../says/terms.js'
import { t } from '../words.js'
import { pageForm } from './form.js'
import { showBalance, without } from './home.js'

/** @param {HTMLElement} place @param {{chain: any, contracts: any}} page */
export async function sending(place, page) {
  const vault = await keyring.current()
  if (!vault) return without(place)
  const { chain } = page
  const to = field({ label: t('To which address'), name: 'to' })
  const amount = field({ label: t('How many sats'), name: 'amount', hint: t('Such as 50000, or 0.0005 BTC.') })
  const balance = el('span', { 'data-wallet-balance': true }, t('not known yet'))
  // Made anew with each page: the same form never pays twice, and a new form may pay the same again.
  let stateKey = `send:${crypto.randomUUID()}`
  const form = pageForm(t('Look at it'), [to.box, amount.box, everything(vault, chain, to, amount)], async () => {
    const target = readAddress(to.input.value)
    if (same(target, vault.address)) throw new WalletError('to-yourself', t('This is your own address. Type the one of the person to pay.'))
    const wei = readAmount(amount.input.value)
    const plan = { stateKey, account: vault.address, chain, contracts: page.contracts, calls: [{ to: target, data: '0x', value: wei.toString(), contract: '', method: '', args: [] }], sign: null, leaves: { wei: wei.toString(), currency: NOBODY }, next: '' }
    if (await sign(plan)) {
      stateKey = `send:${crypto.randomUUID()}`
      form.reset()
      say(t('Sent {amount} to {who}.', { amount: sats(wei), who: named(target, chain) }))
      await showBalance(balance, vault, chain)
    }
  })
  place.replaceChildren(el('p', null, t('Balance'), ': ', balance), form, p(t('What is sent is final. Only the receiver can give it back.')))
  await showBalance(balance, vault, chain)
}

/** A button that fills in everything but the fee, the part for Bitcoin itself included. */
function everything(vault, chain, to, amount) {
  const act = async () => {
    try {
      const target = to.input.value.trim() ? readAddress(to.input.value) : vault.address
      const balance = await nodeOf(chain).balance(vault.address)
      const fee = await quote(chain, { from: vault.address, to: target, data: '0x', value: balance > WEI_PER_SAT ? WEI_PER_SAT : 0n })
      // An eighth more for Bitcoin's part: its price may move before the transaction is in.
      const most = (balance - fee.most - fee.l1 / 8n) / WEI_PER_SAT
      if (most <= 0n) throw new WalletError('too-little-coin', t('The account has too little coin for the network’s fee.'))
      amount.input.value = most.toString()
    } catch (problem) {
      say(known(problem).message, 'error')
    }
  }
  return el('p', null, button(t('Everything but the fee'), act, { quiet: true, 'data-wallet-everything': true }))
}
