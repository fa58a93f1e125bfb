/** Checks who signed bytes, with the platform's own HMAC: comparing takes the same time whatever differs. */

/**
 * Tells whether one of the secrets made one of the signatures over these bytes. All pairs are tried whatever the first
 * ones say, so that time tells nothing about which secret it was.
 *
 * @example
 * ```ts
 * import { bytesOfHex, isSigned } from "@refund-rules/provider-kit"
 *
 * const bytes = (text: string) => new TextEncoder().encode(text)
 * const signature = bytesOfHex("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8")!
 * await isSigned(bytes("The quick brown fox jumps over the lazy dog"), [signature], [bytes("key")]) // => true
 * ```
 *
 * @since 0.1.0
 */
export const isSigned = async (
  bytes: Uint8Array<ArrayBuffer>,
  signatures: readonly Uint8Array<ArrayBuffer>[],
  secrets: readonly Uint8Array<ArrayBuffer>[],
): Promise<boolean> => {
  let signed = false
  for (const secret of secrets) {
    if (secret.byteLength === 0) continue
    const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["verify"])
    for (const signature of signatures) {
      const isThis = await crypto.subtle.verify("HMAC", key, signature, bytes)
      signed ||= isThis
    }
  }
  return signed
}

/**
 * The bytes of 64 hexadecimal digits; undefined for anything else.
 *
 * @example
 * ```ts
 * import { bytesOfHex } from "@refund-rules/provider-kit"
 *
 * bytesOfHex("0f".repeat(32))?.length // => 32
 * bytesOfHex("0F") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const bytesOfHex = (text: string): Uint8Array<ArrayBuffer> | undefined =>
  /^[0-9a-f]{64}$/.test(text)
    ? Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16))
    : undefined

/**
 * The SHA-256 of a text in hexadecimal digits: what a repeated request is compared by.
 *
 * @example
 * ```ts
 * import { fingerprintOf } from "@refund-rules/provider-kit"
 *
 * await fingerprintOf("") // => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
 * ```
 *
 * @since 0.1.0
 */
export const fingerprintOf = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
