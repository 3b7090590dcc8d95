/** Sends a stuck transaction again in the same place with a higher fee; only one of them can ever count. */

import { approve, builtin } from './builtin.js'
import { WalletError } from './errors.js'
import { quote } from './fees.js'
import * as keyring from './keyring.js'
import { note } from './outbox.js'
import { unlocked } from './unlock.js'
import { t } from './words.js'

const bump = (chain) => (chain.legacy ? 40n : 12n) // percent that nodes ask for
const most = (one, other) => (one > other ? one : other)

/** @param {any} chain @param {import('./outbox.js').Entry & {fields: Record<string, string>, gas: string}} entry */
export async function speedUp(chain, entry) {
  const vault = await keyring.current()
  if (!vault || vault.address !== entry.from) throw new WalletError('other-account', t('This was sent by another account. Use that account.'))
  await unlocked(vault)
  const call = { from: entry.from, to: entry.to, data: entry.data, value: BigInt(entry.value) }
  const now = await quote(chain, call).catch(() => ({ fields: {} }))
  const fields = Object.fromEntries(
    Object.entries(entry.fields).map(([name, value]) => {
      const raised = (BigInt(value) * (100n + bump(chain)) + 99n) / 100n + 1n
      return [name, most(raised, now.fields[name] ?? 0n)]
    }),
  )
  const params = approve([{ from: entry.from, to: entry.to, data: entry.data, value: '0x' + BigInt(entry.value).toString(16), nonce: entry.nonce, gas: entry.gas, fields }])
  // Both hashes are kept before the second is sent: whichever the network takes is found.
  const onSigned = (signed) => note(entry.key, { ...signed, hashes: [...entry.hashes, signed.hash] })
  await builtin(chain).request({ method: 'eth_sendTransaction', params }, { onSigned })
}
