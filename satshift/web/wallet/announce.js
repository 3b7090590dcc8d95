/** EIP-6963: announces the built-in wallet like any other, and collects all that announce themselves. */

import { NAME, RDNS, builtin } from './builtin.js'

const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#b4540a"/><path d="M9 21h14M9 16h14M9 11h14" stroke="#fff" stroke-width="3"/></svg>')

/** @type {Map<string, {info: any, provider: any}>} */
const found = new Map()
const uuid = crypto.randomUUID()

/** @param {any} chain */
export function start(chain) {
  const detail = Object.freeze({ info: Object.freeze({ uuid, name: NAME, icon: ICON, rdns: RDNS }), provider: Object.freeze(builtin(chain)) })
  const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  window.addEventListener('eip6963:announceProvider', (event) => {
    const each = /** @type {CustomEvent} */ (event).detail
    // Another that calls itself ours is listed under its own number, and never takes our place.
    if (each?.info?.uuid && each.provider) found.set(each.info.uuid, each)
  })
  window.addEventListener('eip6963:requestProvider', announce)
  announce()
  window.dispatchEvent(new Event('eip6963:requestProvider'))
}

export const isOurs = (wallet) => wallet.info.uuid === uuid

/** Every wallet that has announced itself; ours first. */
export const wallets = () => [...found.values()].sort((one, other) => Number(isOurs(other)) - Number(isOurs(one)))
