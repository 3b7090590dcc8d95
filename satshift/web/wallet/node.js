/** Asks the network through this site's own door, whose refusals are sentences already. */

import { WalletError } from './errors.js'
import { t } from './words.js'

const PATIENCE = 15_000

/** What our door calls a refusal, and what the wallet does about it. */
const CODES = {
  'coin-too-little': 'too-little-coin',
  'already-known': 'already-known',
  'nonce-too-low': 'nonce-used',
  'replacement-underpriced': 'underpriced',
  'fee-too-low': 'underpriced',
}
const AWAY = ['node-away', 'node-stalled', 'node-garbled', 'node-busy', 'too-often']

/** An answer's error as one of ours; the door has made it a sentence already. @param {{message: string, data?: any}} error */
export function mapped({ message, data }) {
  const code = data?.satshift ?? 'node-refused'
  if (AWAY.includes(code)) return away()
  return new WalletError(CODES[code] ?? (data?.status === 409 ? 'refused' : 'node-refused'), message)
}

const away = () => new WalletError('node-away', t('The network does not answer now. Nothing is lost; try again in a moment.'))

/** @param {{rpc: string}} chain */
export function nodeOf(chain) {
  let count = 0
  const ask = async (method, params = []) => {
    let answer
    try {
      const response = await fetch(chain.rpc, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: ++count, method, params }),
        signal: AbortSignal.timeout(PATIENCE),
      })
      answer = await response.json()
    } catch {
      throw away()
    }
    if (answer.error) throw mapped(answer.error)
    return answer.result
  }
  const number = async (method, ...params) => BigInt(await ask(method, params))
  return {
    ask,
    balance: (address) => number('eth_getBalance', address, 'latest'),
    nonce: (address, tag = 'pending') => number('eth_getTransactionCount', address, tag),
    block: () => ask('eth_getBlockByNumber', ['latest', false]),
    receipt: (hash) => ask('eth_getTransactionReceipt', [hash]),
    transaction: (hash) => ask('eth_getTransactionByHash', [hash]),
    sendRaw: (raw) => ask('eth_sendRawTransaction', [raw]),
  }
}
