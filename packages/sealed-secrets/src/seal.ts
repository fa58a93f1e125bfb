/** Seals secrets with AES-256-GCM: whoever has the text alone reads nothing, changes nothing and puts it nowhere else. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto"
import { secretBytes } from "@refund-rules/engine"
import { Redacted } from "effect"

/**
 * Seals and opens the secrets of a place; a text of one place opens in no other.
 *
 * @since 0.1.0
 */
export interface Seal {
  /** With the newest key. */
  readonly close: (place: string, text: string) => string
  /** With whichever key it was sealed with; undefined where none of ours opens it. */
  readonly open: (place: string, sealed: string) => string | undefined
  /** Whether it was sealed with the newest key. */
  readonly isCurrent: (sealed: string) => boolean
}

const CIPHER = "aes-256-gcm"

/**
 * The first key seals; all of them open. Undefined where there is none.
 *
 * @example
 * ```ts
 * import { sealOf } from "@refund-rules/sealed-secrets"
 * import { Redacted } from "effect"
 *
 * const seal = sealOf([Redacted.make("0f".repeat(32))])!
 * seal.open("shop", seal.close("shop", "a secret")) // => "a secret"
 * ```
 *
 * @since 0.1.0
 */
export const sealOf = (keys: readonly Redacted.Redacted[]): Seal | undefined => {
  const all = keys.flatMap((key) => secretBytes(Redacted.value(key)) ?? []).map((bytes) => ({ id: idOf(bytes), bytes }))
  const [newest] = all
  if (newest === undefined) return undefined
  return {
    close: (place, text) => {
      const iv = randomBytes(12)
      const cipher = createCipheriv(CIPHER, newest.bytes, iv).setAAD(Buffer.from(place))
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()])
      return ["v1", newest.id, iv.toString("base64url"), sealed.toString("base64url")].join(".")
    },
    open: (place, sealed) => {
      const [version, id, iv = "", content = ""] = sealed.split(".")
      const key = all.find((one) => one.id === id)
      return version !== "v1" || key === undefined ? undefined : opened(key.bytes, place, iv, content)
    },
    isCurrent: (sealed) => sealed.startsWith(`v1.${newest.id}.`),
  }
}

const TAG_BYTES = 16

const opened = (key: Uint8Array, place: string, iv: string, content: string): string | undefined => {
  const bytes = Buffer.from(content, "base64url")
  try {
    const cipher = createDecipheriv(CIPHER, key, Buffer.from(iv, "base64url"), { authTagLength: TAG_BYTES })
    cipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES))
    return cipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + cipher.final("utf8")
  } catch {
    // Changed, cut, or of another place: none of it is believed.
    return undefined
  }
}

/** Names a key without telling anything of it. */
const idOf = (key: Uint8Array): string =>
  createHash("sha256").update("refund-rules secrets key\n").update(key).digest("hex").slice(0, 16)
