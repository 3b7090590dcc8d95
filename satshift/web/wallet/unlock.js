/** Asks the person to open the wallet: by passkey, by passphrase, whichever it has. */

import { ask, form } from './dialog.js'
import { button, el, field } from './dom.js'
import * as keyring from './keyring.js'
import { askPasskey } from './passkey.js'
import { t } from './words.js'

/** Resolves when the wallet is open; `always` asks even if it is. @param {any} vault */
export async function unlocked(vault, { always = false } = {}) {
  if (vault.demo || (!always && (await keyring.isUnlocked()))) return
  await ask(t('Unlock {name}', { name: vault.name }), (api) => {
    const parts = []
    const passkeys = vault.locks.filter(({ kind }) => kind === 'passkey').map(({ id }) => id)
    if (passkeys.length) parts.push(byPasskey(vault, passkeys, api))
    if (vault.locks.some(({ kind }) => kind === 'passphrase')) parts.push(byPassphrase(vault, api))
    return parts
  })
}

function byPasskey(vault, ids, api) {
  const act = async () => {
    try {
      api.busy(t('Waiting for the passkey…'))
      const { id, secret } = await askPasskey(ids)
      await keyring.unlock(vault, { secret, passkeyId: id })
      api.done(true)
    } catch (problem) {
      api.fail(problem)
    }
  }
  return el('p', null, button(t('Unlock with the passkey'), act, { 'data-wallet-passkey': true }))
}

function byPassphrase(vault, api) {
  const { input, box } = field({ label: t('Passphrase'), name: 'passphrase', type: 'password', autocomplete: 'current-password' })
  return form(
    t('Unlock'),
    [box],
    async () => {
      api.busy(t('Opening…'))
      await keyring.unlock(vault, { passphrase: input.value })
      api.done(true)
    },
    api,
  )
}
