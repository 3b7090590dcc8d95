/** Which addresses are really our contracts: the bundled ones, or those pinned when this network was first met. */

import { same } from './address.js'
import { WalletError } from './errors.js'
import { ADDRESSES } from './generated.js'
import { keep, kept } from './storage.js'
import { t } from './words.js'

/**
 * The contracts of a chain. Our addresses are the same on every chain, made from the code itself; a page that
 * names others is asked about once, remembered, and refused when it changes its mind.
 * @param {{id: number, name: string}} chain @param {Record<string, string>} named what the page says
 * @param {(text: string) => Promise<boolean>} confirm
 */
export async function contractsOf(chain, named, confirm) {
  const differing = Object.keys(named).filter((name) => !same(named[name], ADDRESSES[name] ?? ''))
  if (!differing.length) return ADDRESSES
  const pinned = await kept('pins', chain.id)
  if (pinned && Object.keys(named).every((name) => same(named[name], pinned[name] ?? ''))) return { ...ADDRESSES, ...pinned }
  if (pinned) {
    throw new WalletError('contract-changed', t('This page names other contracts for {chain} than before. Nothing was signed. Ask its operator why; if you trust the answer, forget the old ones in the wallet’s settings.', { chain: chain.name }))
  }
  const yes = await confirm(
    t('This page uses contracts on {chain} that this wallet does not know. They may be an older or another make. Use them only if you trust who runs this page.', { chain: chain.name }),
  )
  if (!yes) throw new WalletError('contract-unknown', t('Nothing was signed.'))
  await keep('pins', chain.id, named)
  return { ...ADDRESSES, ...named }
}
