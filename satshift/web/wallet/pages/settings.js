/** Settings: how the wallet opens, when it locks, which of several is in use. */

import { button, el, field, p, say } from '../dom.js'
import { WalletError, known } from '../errors.js'
import * as keyring from '../keyring.js'
import { askPasskey, makePasskey, mayHavePasskey } from '../passkey.js'
import { forget, keep } from '../storage.js'
import { unlocked } from '../unlock.js'
import { withPasskey, withPassphrase, withoutPasskey } from '../vault.js'
import { t } from '../words.js'
import { pageForm } from './form.js'
import { without } from './home.js'
import { passphraseFields } from './locks.js'

const part = (title, ...children) => el('section', null, el('h2', null, title), ...children)

/** @param {HTMLElement} place @param {{chain: any}} page */
export async function settings(place, page) {
  const vault = await keyring.current()
  if (!vault) return without(place)
  const again = async (words) => {
    await settings(place, page)
    say(words)
  }
  place.replaceChildren(
    part(t('Passphrase'), passphrasePart(vault, again)),
    part(t('Passkeys'), ...(await passkeyPart(vault, again))),
    part(t('Locks by itself'), await idlePart()),
    part(t('Wallets in this browser'), await walletsPart(vault, again)),
    part(t('Known contracts'), guarded(t('Forget the contracts that I trusted on this network'), () => forget('pins', page.chain.id).then(() => again(t('Forgotten.'))))),
    part(t('Remove'), removePart(vault, again)),
  )
}

/** A button whose failure is said on the page. */
const guarded = (label, act, attributes = {}) => button(label, () => act().catch((problem) => say(known(problem).message, 'error')), attributes)

/** Opens the wallet, changes its locks, keeps it. */
async function relock(vault, alter) {
  await unlocked(vault, { always: true })
  const raw = await keyring.dataKeyOf(vault)
  try {
    await keyring.save(await alter(raw))
  } finally {
    raw.fill(0)
  }
}

function passphrasePart(vault, again) {
  const fields = passphraseFields(t('Eight characters or more; four unrelated words are good.'))
  const has = vault.locks.some(({ kind }) => kind === 'passphrase')
  return pageForm(has ? t('Change the passphrase') : t('Add a passphrase'), fields.boxes, async () => {
    const passphrase = fields.read()
    if (!passphrase) throw new WalletError('passphrase-missing', t('Type the new passphrase.'))
    await relock(vault, (raw) => withPassphrase(vault, raw, passphrase))
    await again(t('The passphrase is changed.'))
  })
}

async function passkeyPart(vault, again) {
  const keys = vault.locks.filter(({ kind }) => kind === 'passkey')
  const items = keys.map(({ id }) =>
    el('li', null, t('Passkey {id}', { id: id.slice(0, 8) }), ' ', guarded(t('Test'), () => askPasskey([id]).then(() => say(t('This passkey works.')))), ' ', guarded(t('Take away'), async () => {
      await keyring.save(withoutPasskey(vault, id))
      await again(t('The passkey opens this wallet no more.'))
    })),
  )
  const add = guarded(t('Add a passkey'), async () => {
    await relock(vault, async (raw) => withPasskey(vault, raw, await makePasskey(vault.name)))
    await again(t('The passkey is added.'))
  }, { 'data-wallet-add-passkey': true })
  const list = keys.length ? el('ul', null, ...items) : p(t('None.'))
  return [list, (await mayHavePasskey()) ? add : p(t('This browser offers no passkeys here.'))]
}

async function idlePart() {
  const id = 'wallet-idle'
  const now = await keyring.idleMinutes()
  const choices = [[0, t('ask each time')], [5, t('after 5 minutes')], [10, t('after 10 minutes')], [30, t('after 30 minutes')]]
  const select = el('select', { id, onchange: async (event) => {
    await keep('settings', 'idleMinutes', Number(event.target.value))
    say(t('Kept.'))
  } }, ...choices.map(([value, label]) => el('option', { value, selected: value === now }, label)))
  return el('div', { class: 'field' }, el('label', { for: id }, t('When nothing is done')), select)
}

async function walletsPart(vault, again) {
  const items = (await keyring.everyone()).map((each) =>
    el('li', null, each.name, ' ', el('code', { translate: 'no' }, each.address), ' ', each.id === vault.id ? t('(in use)') : guarded(t('Use this one'), () => keyring.use(each).then(() => again(t('In use now.'))))),
  )
  return el('div', null, el('ul', null, ...items), el('p', null, el('a', { href: '/wallet/new' }, t('Make another')), ' · ', el('a', { href: '/wallet/import' }, t('Bring one that you have'))))
}

function removePart(vault, again) {
  const name = field({ label: t('Type its name, {name}, to remove this wallet from this browser', { name: vault.name }), name: 'remove', hint: vault.isProven ? t('Your words bring it back.') : t('Its backup is not proven: without the words the money is lost for ever.') })
  return pageForm(t('Remove the wallet'), [name.box], async () => {
    if (name.input.value.trim() !== vault.name) throw new WalletError('name-differs', t('The name differs. Nothing was removed.'))
    await keyring.remove(vault)
    await again(t('Removed.'))
  })
}
