/** Checks who signed bytes, with the platform's own HMAC: comparing takes the same time whatever differs. */

/**
 * Tells whether one of the secrets made one of the signatures over these bytes. All pairs are tried whatever the first
 * ones say, so that time tells nothing about which secret it was.
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
 * @since 0.1.0
 */
export const fingerprintOf = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
