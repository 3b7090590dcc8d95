/** Until the twelve words are proven to be written down, the wallet holds and moves small sums only. */

import { WalletError } from './errors.js'
import { WEI_PER_SAT, sats } from './numbers.js'
import { t } from './words.js'

export const LIMIT = 100_000n * WEI_PER_SAT

export const isBounded = (vault) => Boolean(vault) && !vault.isProven && !vault.demo

/** @param {any} vault @param {bigint} wei */
export function withinBudget(vault, wei) {
  if (!isBounded(vault) || wei <= LIMIT) return
  throw new WalletError(
    'backup-needed',
    t('This is more than {limit}, and you have not shown yet that you wrote down your twelve words. If this device is lost, the money would be too. Open “Backup” in the wallet, then come back.', { limit: sats(LIMIT) }),
  )
}
