/** The backup: shows the words, asks for three of them, and saves an encrypted copy. */

import { el, field, p, say } from '../dom.js'
import { button } from '../dom.js'
import { WalletError, known } from '../errors.js'
import { threePlaces } from '../keys.js'
import * as keyring from '../keyring.js'
import { unlocked } from '../unlock.js'
import { t } from '../words.js'
import { pageForm } from './form.js'
import { next } from './mount.js'
import { without } from './home.js'

/** @param {HTMLElement} place */
export async function backup(place) {
  const vault = await keyring.current()
  if (!vault) return without(place)
  place.replaceChildren(
    p(vault.isProven ? t('You have shown that you wrote the words down. Keep them where only you find them.') : t('Write twelve words on paper. They are the wallet: who has them has the money, and without them a lost device is lost money.')),
    el('section', null, el('h2', null, t('Twelve words')), wordsPart(place, vault)),
    el('section', null, el('h2', null, t('An encrypted copy')), p(t('A file that opens with your passphrase. It helps with a new device; it does not replace the words.')), copyPart(vault)),
  )
}

function wordsPart(place, vault) {
  const part = el('div', null)
  const show = button(t('Show the words'), async () => {
    try {
      await unlocked(vault, { always: true })
      showWords(place, part, vault, (await keyring.wordsOf(vault)).split(' '))
    } catch (problem) {
      say(known(problem).message, 'error')
    }
  }, { 'data-wallet-show-words': true })
  part.append(show)
  return part
}

function showWords(place, part, vault, words) {
  const list = el('ol', { class: 'wallet-words', 'data-wallet-words': true, translate: 'no' }, ...words.map((word) => el('li', null, word)))
  const heading = p(t('Write them down in this order. Do not take a picture: pictures travel.'))
  heading.tabIndex = -1
  part.replaceChildren(heading, list, button(t('I wrote them down'), () => prove(place, part, vault, words), { 'data-wallet-written': true }))
  heading.focus()
}

function prove(place, part, vault, words) {
  const fields = threePlaces(words.length).map((at) => ({ at, ...field({ label: t('Word {number}', { number: at + 1 }), name: `word-${at + 1}` }) }))
  const form = pageForm(t('Check'), fields.map(({ box }) => box), async () => {
    const wrong = fields.find(({ at, input }) => input.value.trim().toLowerCase() !== words[at])
    if (wrong) throw new WalletError('word-wrong', t('Word {number} is another one. Look at your paper, or show the words again.', { number: wrong.at + 1 }))
    await keyring.save({ ...vault, isProven: true })
    say(t('Your backup is proven. The wallet may hold any sum now.'))
    if (new URLSearchParams(location.search).has('next')) location.assign(next('/wallet'))
    else await backup(place)
  })
  part.replaceChildren(p(t('Type these words from your paper.')), form)
  fields[0].input.focus()
}

function copyPart(vault) {
  if (!vault.locks.some(({ kind }) => kind === 'passphrase')) return p(t('Add a passphrase in the settings first: a passkey can’t open a file on another device.'))
  return button(t('Save an encrypted copy'), () => {
    // A passkey belongs to this site and device, so the copy opens by passphrase.
    const content = JSON.stringify({ ...vault, locks: vault.locks.filter(({ kind }) => kind === 'passphrase') }, null, 1)
    const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }))
    el('a', { href: url, download: `satshift-wallet-${vault.address.slice(2, 8)}.json` }).click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  }, { 'data-wallet-export': true })
}
