/** POST /v1/jwt/client/obtain/token: seals a key into a token that ends; whoever holds the token learns nothing of the key. */
import { Redacted } from "effect"

/** How long a token is good for. */
export const MINUTES = 60

type SealingKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** Makes tokens and opens them again. */
export interface Tokens {
  readonly seal: (secret: string, nowMs: number) => Promise<string>
  /** The key in a token that has not ended; undefined for anything else, whatever is wrong with it. */
  readonly open: (token: string, nowMs: number) => Promise<string | undefined>
}

// An encrypted JWT in its compact form: this header, no wrapped key, then nonce, content and tag.
const HEADER = btoa('{"alg":"dir","enc":"A256GCM","typ":"JWT"}').replaceAll("=", "")
const ALGORITHM = "AES-GCM"
const TAG_BYTES = 16

/** Whether a bearer's text looks like a token of ours rather than a key. */
export const isToken = (text: string): boolean => text.startsWith(`${HEADER}..`)

/**
 * Tokens under one secret, which every instance must have; without one they are under a secret of this process, and end
 * with it.
 */
export const tokensUnder = (secret: Redacted.Redacted | undefined): Tokens => {
  let key: Promise<SealingKey> | undefined
  const keyOf = (): Promise<SealingKey> => (key ??= secret === undefined ? chance() : derived(Redacted.value(secret)))
  return {
    seal: async (given, nowMs) => {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const content = encoded(JSON.stringify({ key: given, exp: Math.floor(nowMs / 1000) + MINUTES * 60 }))
      const sealed = new Uint8Array(await crypto.subtle.encrypt(sealing(iv), await keyOf(), content))
      const parts = [iv, sealed.slice(0, -TAG_BYTES), sealed.slice(-TAG_BYTES)].map(written)
      return `${HEADER}..${parts.join(".")}`
    },
    open: async (token, nowMs) => {
      const parts = token.split(".")
      const [iv, content, tag] = parts.slice(2).map(bytesOf)
      if (parts.length !== 5 || iv?.length !== 12 || content === undefined || tag?.length !== TAG_BYTES)
        return undefined
      const sealed = new Uint8Array([...content, ...tag])
      try {
        const opened = await crypto.subtle.decrypt(sealing(iv), await keyOf(), sealed)
        const { exp, key: found } = JSON.parse(new TextDecoder().decode(opened)) as { exp: number; key: string }
        return nowMs < exp * 1000 ? found : undefined
      } catch {
        return undefined
      }
    },
  }
}

const encoded = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

const sealing = (iv: Uint8Array<ArrayBuffer>) => ({ name: ALGORITHM, iv, additionalData: encoded(HEADER) })

const chance = (): Promise<SealingKey> =>
  crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"])

/** A key of its own for tokens: what else the secret seals is under another. */
const derived = async (secret: string): Promise<SealingKey> => {
  const from = await crypto.subtle.importKey("raw", encoded(secret), "HKDF", false, ["deriveKey"])
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: encoded("refund-rules tokens of Dollr") }
  return crypto.subtle.deriveKey(how, from, { name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"])
}

const written = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")

const bytesOf = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  if (!/^[\w-]*$/.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0))
  } catch {
    return undefined
  }
}
