/** Signatures of the form `t=…,v1=…`: of a time and a body, by one of several secrets, and of the last minutes only. */
import { Redacted } from "effect"
import { bytesOfHex, isSigned } from "../signature.ts"

/** How old a signature may be, and how far ahead of our clock. */
const TOLERANCE_SECONDS = 300

/**
 * When it was signed, and every signature of the version that counts; undefined where a part is none, for what can be
 * written in two ways is no proof of itself. Parts by other names are of versions to come, or gone.
 */
const signatureIn = (header: string) => {
  const parts = header.split(",").map((part) => /^\s*([^=\s]+)=(.+?)\s*$/.exec(part)?.slice(1) ?? [])
  if (parts.some(({ length }) => length === 0)) return undefined
  const valuesOf = (wanted: string) => parts.flatMap(([name, value = ""]) => (name === wanted ? [value] : []))
  const [time = "", ...otherTimes] = valuesOf("t")
  const signatures = valuesOf("v1").map(bytesOfHex)
  // Two times would leave open which one was signed.
  if (otherTimes.length > 0 || !/^\d{1,12}$/.test(time)) return undefined
  const whole = signatures.filter((one) => one !== undefined)
  return whole.length === signatures.length ? { time, signatures: whole } : undefined
}

/**
 * Whether whoever holds one of the secrets signed these very bytes in the last five minutes. Several secrets are those of a
 * rotation; a secret is used whole, its prefix included.
 *
 * @example
 * ```ts
 * import { isSignedInTime } from "@refund-rules/provider-kit"
 * import { Redacted } from "effect"
 *
 * const body = new TextEncoder().encode("{}")
 * await isSignedInTime(body, "t=1,v1=00", [Redacted.make("whsec_1")], 1) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isSignedInTime = async (
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly Redacted.Redacted[],
  nowSeconds: number,
): Promise<boolean> => {
  const signature = signatureIn(header ?? "")
  if (signature === undefined || Math.abs(nowSeconds - Number(signature.time)) > TOLERANCE_SECONDS) return false
  const encoder = new TextEncoder()
  const prefix = encoder.encode(`${signature.time}.`)
  const signed = new Uint8Array(prefix.length + body.length)
  signed.set(prefix)
  signed.set(body, prefix.length)
  return isSigned(
    signed,
    signature.signatures,
    secrets.map((secret) => encoder.encode(Redacted.value(secret))),
  )
}
