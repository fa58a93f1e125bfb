/** What a seal says as text, who signed it, and the keys that sign: Ed25519, derived from secrets and never kept. */
import { Effect } from "effect"
import type { Seal } from "../ports/SealBook.ts"
import { asked, base64url, bytesIn, bytesOf, sha256 } from "./webCrypto.ts"

/** The text under the signature: written the same for ever, so that seals stay provable. */
const textOf = ({ at, before, digest, events, incidents, number, publicKey, scope }: Omit<Seal, "signature">): string =>
  JSON.stringify([
    "refund-rules seal 1",
    scope.merchant,
    scope.mode,
    number,
    events,
    incidents,
    digest,
    before,
    at,
    publicKey,
  ])

/**
 * Everything a seal says, its signature included: the next seal's `before` is the SHA-256 of this.
 *
 * @example
 * ```ts
 * import { sealText, type Seal } from "@refund-rules/engine"
 *
 * const seal: Seal = {
 *   scope: { merchant: "shop", mode: "live" },
 *   number: 1,
 *   events: 3,
 *   incidents: 0,
 *   digest: "5f1d",
 *   before: "",
 *   at: "2026-01-01T00:00:00.000Z",
 *   publicKey: "k",
 *   signature: "s",
 * }
 * sealText(seal) // => '["refund-rules seal 1","shop","live",1,3,0,"5f1d","","2026-01-01T00:00:00.000Z","k","s"]'
 * ```
 *
 * @since 0.1.0
 */
export const sealText = (seal: Seal): string => `${textOf(seal).slice(0, -1)},${JSON.stringify(seal.signature)}]`

/**
 * The hash by which the next seal names this one, in hexadecimal digits.
 *
 * @example
 * ```ts
 * import { sealHash, type Seal } from "@refund-rules/engine"
 * import { Effect } from "effect"
 *
 * const scope = { merchant: "shop", mode: "live" } as const
 * const said = { number: 1, events: 3, incidents: 0, digest: "5f1d", before: "", at: "2026-01-01T00:00:00.000Z" }
 * const seal: Seal = { scope, ...said, publicKey: "k", signature: "s" }
 * ;(await Effect.runPromise(sealHash(seal))).length // => 64
 * ```
 *
 * @since 0.1.0
 */
export const sealHash = (seal: Seal): Effect.Effect<string> => sha256(sealText(seal))

/**
 * Whether a seal is signed with the key it names, as it stands. Whose key that is, nobody can tell from the seal.
 *
 * @example
 * ```ts
 * import { isSigned, sealKeys } from "@refund-rules/engine"
 * import { Effect } from "effect"
 *
 * const { signer } = await Effect.runPromise(sealKeys([new Uint8Array(32)]))
 * const said = { number: 1, events: 3, incidents: 0, digest: "5f1d", before: "", at: "2026-01-01T00:00:00.000Z" }
 * const seal = await Effect.runPromise(signer!.sign({ scope: { merchant: "shop", mode: "live" }, ...said }))
 * await Effect.runPromise(isSigned(seal)) // => true
 * await Effect.runPromise(isSigned({ ...seal, events: 2 })) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isSigned = (seal: Seal): Effect.Effect<boolean> => {
  const [key, signature] = [bytesIn(seal.publicKey, 32), bytesIn(seal.signature, 64)]
  if (key === undefined || signature === undefined) return Effect.succeed(false)
  // Of several ways to write the same bytes only one is a seal's: nothing of it can be changed unseen.
  if (base64url(key) !== seal.publicKey || base64url(signature) !== seal.signature) return Effect.succeed(false)
  return asked(async (subtle) => {
    try {
      const imported = await subtle.importKey("raw", key, "Ed25519", false, ["verify"])
      return await subtle.verify("Ed25519", imported, signature, bytesOf(textOf(seal)))
    } catch {
      // Not every 32 bytes are a key: what cannot be one signed nothing.
      return false
    }
  })
}

/**
 * Signs with one key.
 *
 * @since 0.1.0
 */
export interface Signer {
  readonly publicKey: string
  readonly sign: (seal: Omit<Seal, "publicKey" | "signature">) => Effect.Effect<Seal>
}

/**
 * Who signs, and whose signatures are believed.
 *
 * @since 0.1.0
 */
export interface SealKeys {
  /** Left out where there is no secret. */
  readonly signer?: Signer
  readonly trusts: (publicKey: string) => boolean
}

/**
 * The keys that secrets of 32 bytes stand for: the first signs, all are believed; so are public keys that are named.
 *
 * @example
 * ```ts
 * import { sealKeys } from "@refund-rules/engine"
 * import { Effect } from "effect"
 *
 * const [older, newer] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
 * const before = await Effect.runPromise(sealKeys([older]))
 * const after = await Effect.runPromise(sealKeys([newer, older]))
 * after.trusts(before.signer!.publicKey) // => true
 * before.trusts(after.signer!.publicKey) // => false
 * ```
 *
 * @since 0.1.0
 */
export const sealKeys = Effect.fnUntraced(function* (
  secrets: readonly Uint8Array[],
  believed: readonly string[] = [],
): Effect.fn.Return<SealKeys> {
  const signers = yield* Effect.forEach(secrets, signerOf)
  const trusted = new Set([...signers.map(({ publicKey }) => publicKey), ...believed])
  const [signer] = signers
  return { trusts: (publicKey) => trusted.has(publicKey), ...(signer === undefined ? {} : { signer }) }
})

/** Says for what, so that no other use of the secret has the same key. */
const PURPOSE = "refund-rules audit seal 1"

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]

const signerOf = Effect.fnUntraced(function* (secret: Uint8Array) {
  const derived = yield* asked(async (subtle) => {
    const from = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"])
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: bytesOf(PURPOSE) }
    return subtle.deriveBits(how, from, 256)
  })
  const written = Uint8Array.from([...PKCS8, ...new Uint8Array(derived)])
  const shown = yield* asked(async (subtle) =>
    subtle.exportKey("jwk", await subtle.importKey("pkcs8", written, "Ed25519", true, ["sign"])),
  )
  const key = yield* asked((subtle) => subtle.importKey("pkcs8", written, "Ed25519", false, ["sign"]))
  const publicKey = shown.x ?? ""
  const signer: Signer = {
    publicKey,
    sign: Effect.fnUntraced(function* (seal) {
      const said = { ...seal, publicKey }
      const signature = yield* asked((subtle) => subtle.sign("Ed25519", key, bytesOf(textOf(said))))
      return { ...said, signature: base64url(new Uint8Array(signature)) }
    }),
  }
  return signer
})

/**
 * A secret of 32 bytes as it is written in settings: 64 hexadecimal digits, or base64; undefined for anything else.
 *
 * @example
 * ```ts
 * import { secretBytes } from "@refund-rules/engine"
 *
 * secretBytes("0f".repeat(32))?.length // => 32
 * secretBytes("a secret") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const secretBytes = (text: string): Uint8Array | undefined =>
  /^[0-9a-f]{64}$/i.test(text)
    ? Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16))
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(text)
      ? bytesIn(text, 32)
      : undefined
