/** Brings a wallet here: from its words, or from an encrypted copy. */

import { RDNS } from '../builtin.js'
import { el, field } from '../dom.js'
import { WalletError } from '../errors.js'
import { ETHEREUM, ROOTSTOCK, accountOf, readWords } from '../keys.js'
import * as keyring from '../keyring.js'
import { keep } from '../storage.js'
import { openDataKey, openWords, readExport } from '../vault.js'
import { t } from '../words.js'
import { pageForm } from './form.js'
import { lockFields } from './locks.js'
import { next } from './mount.js'
import { keepWallet } from './new.js'

/** @param {HTMLElement} place */
export async function importing(place) {
  place.replaceChildren(
    el('section', null, el('h2', null, t('From its words')), await fromWords()),
    el('section', null, el('h2', null, t('From an encrypted copy')), fromFile()),
  )
}

async function fromWords() {
  const words = field({ label: t('The twelve or twenty-four words, in order'), name: 'words', rows: 3, hint: t('Never type them anywhere but in your wallet.') })
  const name = field({ label: t('A name for the wallet'), name: 'name', value: t('My wallet') })
  const paths = el('fieldset', null, el('legend', null, t('Where the words come from')), radio(ETHEREUM, t('Satshift and most wallets'), true), radio(ROOTSTOCK, t('A Rootstock wallet'), false))
  const locks = await lockFields()
  return pageForm(t('Bring it here'), [words.box, paths, name.box, ...locks.boxes], async () => {
    const read = readWords(words.input.value)
    const path = paths.querySelector('input:checked').value
    const called = name.input.value.trim() || t('My wallet')
    // Who types the words has them, so they are proven.
    await keepWallet({ name: called, words: read, path, locks: await locks.read(called), isProven: true })
    location.assign(next('/wallet'))
  })
}

function radio(value, label, checked) {
  const id = `wallet-path-${value.split('/')[2].replace(/\D/g, '')}`
  return el('p', null, el('input', { type: 'radio', name: 'path', id, value, checked }), ' ', el('label', { for: id }, `${label} (${value})`))
}

function fromFile() {
  const file = field({ label: t('The file'), name: 'file', type: 'file' })
  const passphrase = field({ label: t('Its passphrase'), name: 'passphrase', type: 'password', autocomplete: 'current-password' })
  return pageForm(t('Bring it here'), [file.box, passphrase.box], async () => {
    const [chosen] = file.input.files
    if (!chosen) throw new WalletError('export-missing', t('Choose the file first.'))
    const vault = readExport(await chosen.text())
    const raw = await openDataKey(vault, { passphrase: passphrase.input.value })
    const address = accountOf(await openWords(vault, raw), vault.path)
    if (address !== vault.address) throw new WalletError('export-unreadable', t('The file was changed: its words belong to another address.'))
    await keyring.use({ ...vault, locks: vault.locks.filter(({ kind }) => kind === 'passphrase') })
    await keep('settings', 'wallet', RDNS)
    await keyring.hold(vault, raw)
    location.assign(next('/wallet'))
  })
}
