/** The platform's own cryptography, as far as seals need it: Node, browsers and workers all have it. */
import { Effect } from "effect"

interface Subtle {
  readonly importKey: (
    format: "jwk" | "pkcs8" | "raw",
    key: unknown,
    algorithm: string,
    extractable: boolean,
    uses: readonly string[],
  ) => Promise<object>
  readonly exportKey: (format: "jwk", key: object) => Promise<{ readonly x?: string }>
  readonly deriveBits: (algorithm: object, key: object, length: number) => Promise<ArrayBuffer>
  readonly sign: (algorithm: string, key: object, bytes: Uint8Array) => Promise<ArrayBuffer>
  readonly verify: (algorithm: string, key: object, signature: Uint8Array, bytes: Uint8Array) => Promise<boolean>
  readonly digest: (algorithm: string, bytes: Uint8Array) => Promise<ArrayBuffer>
}

/** The language alone has no types for these. */
const platform = globalThis as unknown as {
  readonly crypto: { readonly subtle: Subtle }
  readonly TextEncoder: new () => { readonly encode: (text: string) => Uint8Array }
  readonly atob: (text: string) => string
  readonly btoa: (text: string) => string
}

/** Asks for something that does not fail unless the platform does. */
export const asked = <A>(ask: (subtle: Subtle) => Promise<A>): Effect.Effect<A> =>
  Effect.promise(() => ask(platform.crypto.subtle))

const encoder = new platform.TextEncoder()

/** A text as UTF-8. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text)

/** Bytes in base64url, without padding. */
export const base64url = (bytes: Uint8Array): string =>
  platform
    .btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")

/** So many bytes out of base64url or base64; undefined where the text is none of just so many. */
export const bytesIn = (text: string, length: number): Uint8Array | undefined => {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "")
  if (!/^[A-Za-z0-9+/]*$/.test(plain) || Math.floor((plain.length * 3) / 4) !== length) return undefined
  return Uint8Array.from(platform.atob(plain), (letter) => letter.charCodeAt(0))
}

export const sha256 = (text: string): Effect.Effect<string> =>
  Effect.map(
    asked((subtle) => subtle.digest("SHA-256", bytesOf(text))),
    (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
  )
