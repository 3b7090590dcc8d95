/** The built-in wallet as an EIP-1193 provider; it answers only what this page's own review has approved. */

import { Transaction, eip191Signer, signTyped } from 'micro-eth-signer'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { keccak } from './abi.js'
import { checksum, same } from './address.js'
import { WalletError } from './errors.js'
import { affordable } from './fees.js'
import * as keyring from './keyring.js'
import { nodeOf } from './node.js'
import { t } from './words.js'

export const NAME = 'Satshift'
export const RDNS = 'org.satshift.wallet'

/** What a person has seen and agreed to; nothing else is signed. @type {WeakSet<object>} */
const approved = new WeakSet()

/** Marks the parameters of one request as seen. @template {object} T @param {T} what @returns {T} */
export function approve(what) {
  approved.add(what)
  return what
}

const refuse = (code, number, text) => Object.assign(new WalletError(code, t(text)), { number })

/** @param {any} chain the chain of the page; there is no other for this wallet */
export function builtin(chain) {
  const listeners = new Map()
  const emit = (event, value) => listeners.get(event)?.forEach((act) => act(value))

  /** @type {Record<string, (params: any[], hooks: any) => Promise<any>>} */
  const methods = {
    eth_requestAccounts: async () => {
      const vault = await keyring.current()
      if (!vault) throw refuse('wallet-missing', 4100, 'There is no wallet in this browser yet. Make one or bring yours.')
      emit('accountsChanged', [vault.address])
      return [vault.address]
    },
    eth_accounts: async () => [(await keyring.current())?.address].filter(Boolean),
    eth_chainId: async () => '0x' + chain.id.toString(16),
    net_version: async () => String(chain.id),
    wallet_switchEthereumChain: async ([{ chainId }]) => {
      if (BigInt(chainId) !== BigInt(chain.id)) throw Object.assign(new Error('unknown chain'), { code: 4902 })
      return null
    },
    wallet_addEthereumChain: async () => null,
    personal_sign: async ([message, account]) => {
      const vault = await mine(account)
      return keyring.withKey(vault, (key) => eip191Signer.sign(/^0x([0-9a-f]{2})*$/i.test(message) ? hexToBytes(message.slice(2)) : message, key))
    },
    eth_signTypedData_v4: async ([account, typed]) => {
      const vault = await mine(account)
      return keyring.withKey(vault, (key) => signTyped(JSON.parse(typed), key))
    },
    eth_sendTransaction: async ([call], hooks) => {
      const vault = await mine(call.from)
      const signed = await sign(chain, vault, call)
      await hooks?.onSigned?.(signed)
      return broadcast(chain, signed)
    },
  }
  const MUST_BE_SEEN = { personal_sign: 1, eth_signTypedData_v4: 1, eth_sendTransaction: 1 }

  return {
    isSatshift: true,
    /** @param {{method: string, params?: any[]}} asked @param {any} hooks ours alone; other wallets have no second argument */
    async request(asked, hooks) {
      const { method, params = [] } = asked
      if (method in methods) {
        if (method in MUST_BE_SEEN && !approved.delete(params)) throw refuse('not-reviewed', 4100, 'Only what was shown in the review is signed.')
        return methods[method](params, hooks)
      }
      if (/^eth_(call|blockNumber|getBalance|estimateGas|getTransactionReceipt|getTransactionByHash|gasPrice|getTransactionCount)$/.test(method)) return nodeOf(chain).ask(method, params)
      throw refuse('unsupported', 4200, 'This wallet can’t do that. Choose another wallet.')
    },
    on: (event, act) => listeners.set(event, [...(listeners.get(event) ?? []), act]),
    removeListener: (event, act) => listeners.set(event, (listeners.get(event) ?? []).filter((each) => each !== act)),
  }
}

async function mine(account) {
  const vault = await keyring.current()
  if (!vault || !same(vault.address, account)) throw refuse('other-account', 4100, 'The wallet’s account has changed. Start again from the page.')
  return vault
}

/** Signs a transaction of the network's kind, with a fee that the account can pay. */
async function sign(chain, vault, { to, data = '0x', value = '0x0', nonce, fields, gas }) {
  const call = { from: vault.address, to, data, value: BigInt(value) }
  const fee = fields ? { fields, gas: BigInt(gas) } : await affordable(chain, call)
  const place = nonce === undefined ? await nodeOf(chain).nonce(vault.address) : BigInt(nonce)
  const type = chain.legacy ? 'legacy' : 'eip1559'
  const common = { type, to: checksum(to), data, value: call.value, nonce: place, gasLimit: fee.gas, chainId: BigInt(chain.id) }
  // Not strict: those limits are meant for typed fields, and a tip of zero is right on a quiet network.
  const raw = await keyring.withKey(vault, (key) => Transaction.prepare({ ...common, ...fee.fields }, false).signBy(bytesToHex(key)).toHex(true))
  return { raw, hash: keccak(hexToBytes(raw.slice(2))), nonce: place.toString(), gas: fee.gas.toString(), fields: texts(fee.fields) }
}

const texts = (fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.toString()]))

/** Hands a signed transaction to the network; one that it has already is as good. */
export async function broadcast(chain, { raw, hash }) {
  try {
    await nodeOf(chain).sendRaw(raw)
  } catch (problem) {
    if (!['already-known', 'nonce-used'].includes(problem.code) || !(await nodeOf(chain).transaction(hash))) throw problem
  }
  return hash
}
