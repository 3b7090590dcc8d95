/** The small loader: fetches the wallet when this page needs it, and not before. */

const CLICKS = '[data-sign], [data-sign-in], [data-wallet-become]'
const AT_ONCE = '[data-wallet-page], [data-plan-review]'

/** @type {Promise<any> | null} */
let loading = null

function load() {
  const given = document.querySelector('script[data-wallet-src]')?.getAttribute('data-wallet-src')
  // Not a constant on purpose: pages may name the file with its hash.
  loading ??= import(given ?? './wallet.js').then(async (wallet) => {
    await wallet.start()
    return wallet
  })
  return loading
}

document.addEventListener('click', async (event) => {
  const found = event.target instanceof Element ? event.target.closest(CLICKS) : null
  if (!found) return
  event.preventDefault()
  found.setAttribute('aria-busy', 'true')
  try {
    await (await load()).act(found)
  } catch {
    const line = document.createElement('p')
    line.setAttribute('role', 'alert')
    line.textContent = document.documentElement.lang.startsWith('es')
      ? 'La cartera no se pudo cargar. Recarga la página e inténtalo de nuevo.'
      : 'The wallet could not be loaded. Reload the page and try again.'
    found.after(line)
    loading = null
  } finally {
    found.removeAttribute('aria-busy')
  }
})

// A payment that was cut off goes on by itself, also when the page comes back from the browser's memory.
const unfinished = () => localStorage.getItem('satshift.outbox') && document.getElementById('plan')
if (document.querySelector(AT_ONCE) || unfinished()) load()
window.addEventListener('pageshow', (event) => event.persisted && document.getElementById('plan') && load().then((wallet) => wallet.resumePage()))
