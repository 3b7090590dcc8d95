/** What can go wrong in the wallet: a stable code and a sentence that says what to do next. */

import { t } from './words.js'

export class WalletError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

/** Numbers of EIP-1193 that wallets answer with. */
const PROVIDER = {
  4001: ['cancelled', 'Nothing was signed.'],
  4100: ['not-authorized', 'The wallet has not been connected to this page. Choose the wallet again.'],
  4200: ['unsupported', 'This wallet can’t do that. Choose another wallet.'],
  4900: ['disconnected', 'The wallet has lost its network. Open the wallet, then try again.'],
  4901: ['wrong-network', 'The wallet is on another network. Switch its network, then try again.'],
}

/** Any failure as one of ours. @param {any} problem @returns {WalletError} */
export function known(problem) {
  if (problem instanceof WalletError) return problem
  const found = PROVIDER[problem?.code]
  if (found) return new WalletError(found[0], t(found[1]))
  const words = String(problem?.message ?? problem)
  return new WalletError('unexpected', t('That did not work: {words} Nothing is lost; try again.', { words }))
}

/** @param {unknown} problem */
export const sentence = (problem) => known(problem).message
