/** The part of a form that says how the wallet opens: a passkey where there can be one, a passphrase always. */

import { el, field } from '../dom.js'
import { WalletError } from '../errors.js'
import { makePasskey, mayHavePasskey } from '../passkey.js'
import { checkPassphrase } from '../vault.js'
import { t } from '../words.js'

/** Fields for a new passphrase, typed twice. */
export function passphraseFields(hint) {
  const first = field({ label: t('Passphrase'), name: 'new-passphrase', type: 'password', autocomplete: 'new-password', hint })
  const second = field({ label: t('The same passphrase again'), name: 'same-passphrase', type: 'password', autocomplete: 'new-password' })
  const read = () => {
    if (first.input.value !== second.input.value) throw new WalletError('passphrase-differs', t('The two passphrases differ. Type the same one twice.'))
    if (first.input.value) checkPassphrase(first.input.value)
    return first.input.value
  }
  return { boxes: [first.box, second.box], read }
}

/** @returns {Promise<{boxes: HTMLElement[], read: (name: string) => Promise<{passphrase?: string, passkey?: any}>}>} */
export async function lockFields() {
  const can = await mayHavePasskey()
  const wants = el('input', { type: 'checkbox', id: 'wallet-with-passkey', name: 'passkey', checked: can })
  const box = el('p', { class: 'field' }, wants, ' ', el('label', { for: 'wallet-with-passkey' }, t('Open it with a passkey of this device (fingerprint, face or PIN)')))
  const words = passphraseFields(
    can
      ? t('Opens the wallet when the passkey is gone, and on other devices. Eight characters or more; four unrelated words are good.')
      : t('Opens the wallet. Eight characters or more; four unrelated words are good. Nobody can reset it.'),
  )
  const read = async (name) => {
    const passphrase = words.read()
    if (can && wants.checked) return { passphrase: passphrase || undefined, passkey: await makePasskey(name) }
    if (!passphrase) throw new WalletError('lock-missing', t('Choose a passphrase or a passkey, so that only you can open the wallet.'))
    return { passphrase }
  }
  return { boxes: can ? [box, ...words.boxes] : words.boxes, read }
}
