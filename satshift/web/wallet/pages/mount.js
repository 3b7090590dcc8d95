/** Finds the wallet page that this is, and fills it. */

import { p, say } from '../dom.js'
import { known } from '../errors.js'
import { t } from '../words.js'
import { backup } from './backup.js'
import { home } from './home.js'
import { importing } from './import.js'
import { making } from './new.js'
import { receive } from './receive.js'
import { sending } from './send.js'
import { settings } from './settings.js'

/** @type {Record<string, (place: HTMLElement, page: {chain: any, contracts: any}) => Promise<void>>} */
const PAGES = { home, new: making, import: importing, backup, receive, send: sending, settings }

/** @param {{chain: any, contracts: any}} page */
export async function mount(page) {
  const place = document.querySelector('[data-wallet-page]')
  if (!(place instanceof HTMLElement)) return
  const fill = PAGES[place.dataset.walletPage]
  if (!fill) return
  try {
    await fill(place, page)
  } catch (problem) {
    place.replaceChildren(p(t('The wallet can’t be shown.')))
    say(known(problem).message, 'error')
  }
  place.setAttribute('data-wallet-ready', '')
}

/** Where the person was going before the wallet was needed; only within this site. */
export function next(fallback) {
  const wanted = new URLSearchParams(location.search).get('next') ?? ''
  const url = new URL(wanted || fallback, location.origin)
  return url.origin === location.origin ? url.pathname + url.search : fallback
}
