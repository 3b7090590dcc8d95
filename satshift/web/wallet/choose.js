/** Which wallet signs: a list of all that have announced themselves, and the network it is on. */

import { isOurs, wallets } from './announce.js'
import { ask } from './dialog.js'
import { button, el, p, tell } from './dom.js'
import { WalletError, known } from './errors.js'
import * as keyring from './keyring.js'
import { keep, kept } from './storage.js'
import { t } from './words.js'

/**
 * A connected wallet.
 * @typedef {{info: any, provider: any, account: string, ours: boolean}} Connected
 */

/** The wallet chosen before, or the only one there is; else asks. @returns {Promise<Connected>} */
export async function connect({ again = false } = {}) {
  const before = again ? null : await kept('settings', 'wallet')
  const hasVault = Boolean(await keyring.current())
  const usable = wallets().filter((wallet) => !isOurs(wallet) || hasVault)
  let chosen = usable.find(({ info }) => info.rdns === before)
  if (!chosen && !again && usable.length === 1 && wallets().length === 1) chosen = usable[0]
  chosen ??= await pick(hasVault)
  await keep('settings', 'wallet', chosen.info.rdns)
  const account = await accountOf(chosen)
  tell('account', { account })
  return { ...chosen, account, ours: isOurs(chosen) }
}

async function accountOf({ provider, info }) {
  try {
    const [account] = await provider.request({ method: 'eth_requestAccounts' })
    if (account) return account.toLowerCase()
  } catch (problem) {
    throw known(problem)
  }
  throw new WalletError('account-missing', t('{wallet} gave no account. Open it, choose an account, then try again.', { wallet: info.name }))
}

const here = () => encodeURIComponent(location.pathname + location.search)

function pick(hasVault) {
  return ask(t('Choose a wallet'), (api) => {
    const items = wallets().map((wallet) => {
      const missing = isOurs(wallet) && !hasVault
      const icon = el('img', { src: wallet.info.icon, alt: '', width: 24, height: 24 })
      const name = missing ? t('{name}: make a wallet in this browser', { name: wallet.info.name }) : wallet.info.name
      const act = () => (missing ? location.assign(`/wallet/new?next=${here()}`) : api.done(wallet))
      const made = button('', act, { 'data-wallet-choice': wallet.info.rdns })
      made.append(icon, ' ', name)
      return el('li', null, made)
    })
    return [p(t('These wallets are in this browser.')), el('ul', { class: 'wallet-choices' }, ...items)]
  })
}

const hexId = (chain) => '0x' + chain.id.toString(16)
const idOf = async (provider) => Number(BigInt(await provider.request({ method: 'eth_chainId' })))

/** Makes sure that the wallet is on the page's network; offers to switch. @param {Connected} wallet @param {any} chain */
export async function onNetwork({ provider, info }, chain) {
  const found = await idOf(provider)
  if (found === chain.id) return
  await ask(t('Another network'), (api) => [
    p(t('{wallet} is on network {found}; this page needs {chain} ({id}).', { wallet: info.name, found, chain: chain.name, id: chain.id })),
    button(
      t('Switch to {chain}', { chain: chain.name }),
      async () => {
        try {
          await switchTo(provider, chain)
          api.done(true)
        } catch (problem) {
          api.fail(problem)
        }
      },
      { 'data-wallet-switch': true },
    ),
  ])
}

async function switchTo(provider, chain) {
  try {
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: hexId(chain) }] })
  } catch (problem) {
    if (problem?.code !== 4902 && problem?.data?.originalError?.code !== 4902) throw known(problem)
    await provider.request({ method: 'wallet_addEthereumChain', params: [added(chain)] })
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: hexId(chain) }] })
  }
  if ((await idOf(provider)) !== chain.id) {
    throw new WalletError('wrong-network', t('The wallet is on another network. Switch its network, then try again.'))
  }
}

const added = (chain) => ({
  chainId: hexId(chain),
  chainName: chain.name,
  nativeCurrency: { name: chain.symbol, symbol: chain.symbol, decimals: 18 },
  rpcUrls: chain.publicRpc?.length ? chain.publicRpc : [new URL(chain.rpc, location.href).href],
  ...(chain.explorer ? { blockExplorerUrls: [chain.explorer] } : {}),
})
