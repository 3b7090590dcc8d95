/** What a transaction costs: the same rules as the product's own sender. */

import { WalletError } from './errors.js'
import { nodeOf } from './node.js'
import { satsUp } from './numbers.js'
import { t } from './words.js'

const MARGIN = 120n // percent of the estimate
const L1_OVERHEAD = 2n // bytes
const CLAMP = 50n // times Rootstock's minimum

const raised = (value, percent) => (value * percent + 99n) / 100n
const big = (value) => (value === undefined || value === null ? null : BigInt(value))
export const toHex = (value) => '0x' + value.toString(16)

/** The price of one unit of gas now. */
async function priceOf(chain, node) {
  const block = await node.block()
  if (chain.legacy) {
    const minimum = big(block.minimumGasPrice) ?? 0n
    const asked = BigInt(await node.ask('eth_gasPrice'))
    const offered = asked > raised(minimum, 110n) ? asked : raised(minimum, 110n)
    const most = minimum && offered > minimum * CLAMP ? minimum * CLAMP : offered
    return { block, fields: { gasPrice: most }, most, likely: most }
  }
  const base = big(block.baseFeePerGas) ?? 0n
  const suggested = await node.ask('eth_maxPriorityFeePerGas').then(BigInt, () => 0n)
  const tip = suggested < base ? suggested : base
  return { block, fields: { maxFeePerGas: base * 2n + tip || 1n, maxPriorityFeePerGas: tip }, most: base * 2n + tip || 1n, likely: base + tip }
}

/**
 * What a call costs its sender; throws the contract's refusal when it would fail.
 * @param {any} chain @param {{from: string, to: string, data: string, value: bigint}} call
 */
export async function quote(chain, { from, to, data, value }) {
  const node = nodeOf(chain)
  const message = { from, to, data, value: toHex(value) }
  const price = await priceOf(chain, node)
  let l1 = 0n
  let gas
  if (chain.l1Fee) {
    const found = await node.ask('eth_estimateDiffSize', [message])
    gas = BigInt(found.gas)
    l1 = (big(price.block.l1FeeRate) ?? 0n) * (BigInt(found.l1DiffSize) + L1_OVERHEAD)
  } else gas = BigInt(await node.ask('eth_estimateGas', [message]))
  if (data !== '0x' || chain.l1Fee) gas = raised(gas, MARGIN)
  return { gas, fields: price.fields, l1, most: gas * price.most + l1, likely: gas * price.likely + l1 }
}

/** A quote that the account can pay, or a sentence with the sats that are missing. */
export async function affordable(chain, call) {
  const node = nodeOf(chain)
  const balance = await node.balance(call.from)
  if (balance < call.value) throw missing(call.value - balance, chain)
  let found
  try {
    found = await quote(chain, call)
  } catch (problem) {
    // A node that can't even simulate the fee says so in many ways; the balance tells the truth.
    if (problem instanceof WalletError && problem.code === 'too-little-coin') throw missing(await roughFee(chain, call, node) + call.value - balance, chain)
    throw problem
  }
  if (balance < call.value + found.most) throw missing(call.value + found.most - balance, chain)
  return { ...found, balance }
}

async function roughFee(chain, call, node) {
  const price = await priceOf(chain, node)
  return (call.data === '0x' ? 21_000n : 200_000n) * price.most
}

const missing = (wei, chain) =>
  new WalletError('too-little-coin', t('The account has too little coin for the amount and the network’s fee: {sats} of {symbol} are missing. Receive some coin first, or send less.', { sats: satsUp(wei > 0n ? wei : 1n), symbol: chain.symbol }))

/** The fee in words: what it probably is, and the most it can be. */
export function feeWords(found) {
  if (found.likely === found.most) return satsUp(found.most)
  return t('about {likely}, at most {most}', { likely: satsUp(found.likely), most: satsUp(found.most) })
}

