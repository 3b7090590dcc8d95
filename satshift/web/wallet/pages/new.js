/** A new wallet: a name, a passkey where there can be one, a passphrase; twelve words come from chance. */

import { RDNS } from '../builtin.js'
import { el, field, p } from '../dom.js'
import { ETHEREUM, accountOf, newWords } from '../keys.js'
import * as keyring from '../keyring.js'
import { keep } from '../storage.js'
import { makeVault, openDataKey } from '../vault.js'
import { t } from '../words.js'
import { pageForm } from './form.js'
import { lockFields } from './locks.js'
import { next } from './mount.js'

/** Makes a vault, keeps it, and leaves it open for this tab. */
export async function keepWallet({ name, words, path, locks, isProven }) {
  const address = accountOf(words, path)
  const vault = await makeVault({ name, words, path, address, isProven, ...locks })
  await keyring.use(vault)
  await keep('settings', 'wallet', RDNS)
  const { passphrase, passkey } = locks
  await keyring.hold(vault, await openDataKey(vault, passkey ? { secret: passkey.secret, passkeyId: passkey.id } : { passphrase }))
  return vault
}

/** @param {HTMLElement} place */
export async function making(place) {
  const name = field({ label: t('A name for the wallet'), name: 'name', value: t('My wallet'), hint: t('Only you see it.') })
  const locks = await lockFields()
  const form = pageForm(t('Make the wallet'), [name.box, ...locks.boxes], async () => {
    const called = name.input.value.trim() || t('My wallet')
    await keepWallet({ name: called, words: newWords(), path: ETHEREUM, locks: await locks.read(called), isProven: false })
    location.assign(next('/wallet'))
  })
  place.replaceChildren(
    p(t('The wallet lives in this browser alone. Its key is made here and never leaves it; nobody can bring it back for you.')),
    form,
    el('p', null, el('a', { href: `/wallet/import${location.search}` }, t('I have a wallet already: bring it here'))),
  )
}
