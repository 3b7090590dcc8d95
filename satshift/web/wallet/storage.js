/** IndexedDB in four drawers: vaults, the outbox, pinned contracts, settings. */

const DRAWERS = ['vaults', 'outbox', 'pins', 'settings']

/** @type {Promise<IDBDatabase> | null} */
let opening = null

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('satshift', 1)
    request.onupgradeneeded = () => DRAWERS.forEach((name) => request.result.createObjectStore(name))
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return opening
}

async function run(drawer, mode, act) {
  const database = await open()
  return new Promise((resolve, reject) => {
    // Strict: what was kept before a payment must be there after a crash.
    const transaction = database.transaction(drawer, mode, { durability: 'strict' })
    const request = act(transaction.objectStore(drawer))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = transaction.onabort = () => reject(transaction.error)
  })
}

/** @returns {Promise<any>} what is kept under a key, or undefined */
export const kept = (drawer, key) => run(drawer, 'readonly', (store) => store.get(key))

export const keep = (drawer, key, value) => run(drawer, 'readwrite', (store) => store.put(value, key))

export const forget = (drawer, key) => run(drawer, 'readwrite', (store) => store.delete(key))

/** @returns {Promise<Array<any>>} */
export const all = (drawer) => run(drawer, 'readonly', (store) => store.getAll())

/** Changes what is kept under a key in one step, so that two tabs never overwrite each other. */
export const change = (drawer, key, alter) =>
  run(drawer, 'readwrite', (store) => {
    const request = store.get(key)
    request.onsuccess = () => store.put(alter(request.result), key)
    return request
  })
