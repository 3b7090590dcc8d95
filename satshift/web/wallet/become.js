/** Demo people: on a local chain, one click makes their account the current one. Never anywhere else. */

import { say } from './dom.js'
import { WalletError, known } from './errors.js'
import { accountOf, readWords } from './keys.js'
import * as keyring from './keyring.js'
import { RDNS } from './builtin.js'
import { keep } from './storage.js'
import { t } from './words.js'

/** @param {HTMLElement} source @param {any} chain */
export async function become(source, chain) {
  try {
    if (!chain.local) throw new WalletError('not-local', t('Demo people live on a local chain only.'))
    const { name, words, index } = JSON.parse(source.dataset.walletBecome)
    const path = `m/44'/60'/0'/0/${Number(index)}`
    const address = accountOf(readWords(words), path)
    await keyring.use({ version: 1, kind: 'satshift-wallet', id: `demo-${address}`, name, address, path, locks: [], demo: words, isProven: true, madeAt: Date.now() })
    await keep('settings', 'wallet', RDNS)
    say(t('You are {name} now.', { name }))
    // In a form the page has more to do with the choice, such as signing in.
    if (source.form) source.form.submit()
    else if (source.dataset.next) location.assign(source.dataset.next)
  } catch (problem) {
    say(known(problem).message, 'error')
  }
}
