/** Passkeys that can derive a secret (WebAuthn PRF); where they can't, the passphrase is enough. */

import { WalletError } from './errors.js'
import { t } from './words.js'
import { bytes, hex } from './vault.js'

const SALT = new TextEncoder().encode('satshift wallet passkey 1')
const random = (size) => crypto.getRandomValues(new Uint8Array(size))

/** Whether this browser could make a passkey here at all. */
export async function mayHavePasskey() {
  if (!globalThis.isSecureContext || !globalThis.PublicKeyCredential) return false
  try {
    return await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()
  } catch {
    return false
  }
}

const prf = (salt = SALT) => ({ prf: { eval: { first: salt } } })

/** Makes a passkey and asks it for its secret. @param {string} name @returns {Promise<{id: string, secret: Uint8Array}>} */
export async function makePasskey(name) {
  const credential = await attempt(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: random(32),
        rp: { name: 'Satshift', id: location.hostname },
        user: { id: random(16), name, displayName: name },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        extensions: prf(),
      },
    }),
  )
  if (!credential.getClientExtensionResults().prf?.enabled) {
    throw new WalletError('passkey-without-secret', t('This device’s passkeys can’t keep a wallet. Choose a passphrase instead.'))
  }
  // Some devices give the secret only when asked later, so it is always asked later.
  return askPasskey([hex(credential.rawId)])
}

/** @param {string[]} ids @returns {Promise<{id: string, secret: Uint8Array}>} */
export async function askPasskey(ids) {
  const credential = await attempt(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        rpId: location.hostname,
        userVerification: 'required',
        allowCredentials: ids.map((id) => ({ type: 'public-key', id: bytes(id) })),
        extensions: prf(),
      },
    }),
  )
  const secret = credential.getClientExtensionResults().prf?.results?.first
  if (!secret) throw new WalletError('passkey-without-secret', t('This device’s passkeys can’t keep a wallet. Choose a passphrase instead.'))
  return { id: hex(credential.rawId), secret: new Uint8Array(secret) }
}

async function attempt(act) {
  try {
    return await act()
  } catch (problem) {
    throw new WalletError('passkey-refused', t('The passkey was not used. Try again, or use the passphrase.'), { cause: problem })
  }
}
