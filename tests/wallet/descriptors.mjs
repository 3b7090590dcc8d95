// Renders what a hardware wallet would show, with a library that is not ours. Reads {calls, typed} from stdin.
import { readFileSync } from 'node:fs'
import { decodeData, eip712 } from 'micro-eth-signer/abi.js'

const { calls, typed } = JSON.parse(readFileSync(0, 'utf8'))
const read = (name) => JSON.parse(readFileSync(`contracts/erc7730/${name}.json`, 'utf8'))
const options = { resolveChain: async () => ({ name: 'Rootstock', ticker: 'RBTC' }), chainId: 30n }
const shown = []
for (const { contract, to, data, value } of calls) {
  const clearSig = { [`satshift/calldata-${contract}.json`]: read(`calldata-${contract}`) }
  const { abi } = JSON.parse(readFileSync(`satshift/chain/artifacts/${contract}.json`, 'utf8'))
  const found = decodeData(to, data, BigInt(value), { ...options, clearSig, customContracts: { [to]: { abi } } })
  const rendered = await found.clearSig
  shown.push([rendered.intent, Object.keys(rendered.fields).length])
}
for (const message of typed) {
  const rendered = await eip712(message, { ...options, clearSig: { 'satshift/eip712-Agreement.json': read('eip712-Agreement') } })
  shown.push([rendered?.intent, rendered && Object.keys(rendered.fields).length])
}
console.log(JSON.stringify(shown))
