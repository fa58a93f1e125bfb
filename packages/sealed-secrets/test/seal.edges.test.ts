/** What sealed secrets withstand: every changed byte, another place, another key; and how keys are changed. */
import { secretBytes } from "@refund-rules/engine"
import { type Seal, sealOf } from "../src/seal.ts"
import { changedBy, noSecrets, secretsIn, signingAt, textOf } from "../src/Secrets.ts"
import { Redacted } from "effect"
import { describe, expect, it } from "vitest"

const one = "11".repeat(32)
const two = Buffer.alloc(32, 2).toString("base64")
const sealWith = (...keys: readonly string[]): Seal => sealOf(keys.map((key) => Redacted.make(key)))!

describe("a seal", () => {
  it("opens what it closed, in its place only", () => {
    const seal = sealWith(one)
    const sealed = seal.close("shop", "sk_live_ü")
    expect(seal.open("shop", sealed)).toBe("sk_live_ü")
    expect(seal.open("rival", sealed)).toBe(undefined)
    expect(sealed).not.toContain("sk_live")
    expect(seal.close("shop", "sk_live_ü")).not.toBe(sealed)
  })

  it("opens nothing of which any letter was changed, cut off or added", () => {
    const seal = sealWith(one)
    const sealed = seal.close("shop", "sk_live_0123456789")
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === "A" ? "B" : "A"
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`
      // The last letter of base64 has bits that stand for nothing.
      if (seal.open("shop", changed) !== undefined) expect(bytesOf(changed)).toEqual(bytesOf(sealed))
      expect(seal.open("shop", sealed.slice(0, at))).toBe(undefined)
    }
    expect(seal.open("shop", `${sealed}AAAA`)).toBe(undefined)
  })

  it("opens with the keys before its newest, and says which texts are theirs", () => {
    const before = sealWith(one).close("shop", "old")
    const rotated = sealWith(two, one)
    expect([rotated.open("shop", before), rotated.isCurrent(before)]).toEqual(["old", false])
    const after = rotated.close("shop", "new")
    expect([rotated.isCurrent(after), sealWith(two).open("shop", after)]).toEqual([true, "new"])
    expect([sealWith(two).open("shop", before), sealWith(one).open("shop", after)]).toEqual([undefined, undefined])
  })

  it.each(["", "short", "11".repeat(31), "zz".repeat(32), `${two}=`, "x".repeat(43).replace("x", "!")])(
    "takes no key such as %s",
    (key) => expect(secretBytes(key)).toBe(undefined),
  )

  it("is none without a key", () => expect(sealOf([])).toBe(undefined))
})

const bytesOf = (sealed: string) => sealed.split(".").map((part) => Buffer.from(part, "base64url").toString("hex"))

describe("secrets", () => {
  const secrets = (...values: readonly string[]) => values.map((value) => Redacted.make(value))
  const shown = (values: readonly Redacted.Redacted[]) => values.map((value) => Redacted.value(value))
  const at = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours)).toISOString()

  it("of webhooks that were replaced are good for a day, and no longer", () => {
    const first = changedBy(noSecrets, { credentials: {}, webhookSecrets: secrets("a", "b") }, at(0))
    const second = changedBy(first, { credentials: {}, webhookSecrets: secrets("b", "c") }, at(1))
    expect(shown(signingAt(second, at(1)))).toEqual(["b", "c", "a"])
    expect(shown(signingAt(second, at(24)))).toEqual(["b", "c", "a"])
    expect(shown(signingAt(second, at(25)))).toEqual(["b", "c"])
    const third = changedBy(second, { credentials: {}, webhookSecrets: [] }, at(2))
    expect(shown(signingAt(third, at(24)))).toEqual(["b", "c", "a"])
    expect(shown(signingAt(third, at(25)))).toEqual(["b", "c"])
    expect(shown(signingAt(third, at(26)))).toEqual([])
    expect(
      shown(signingAt(changedBy(third, { credentials: {}, webhookSecrets: secrets("a") }, at(3)), at(99))),
    ).toEqual(["a"])
  })

  it("that are not given stay, and are never written but to be sealed", () => {
    const first = changedBy(
      noSecrets,
      { credentials: { key: Redacted.make("k1") }, webhookSecrets: secrets("a") },
      at(0),
    )
    const second = changedBy(first, { credentials: { clientId: Redacted.make("c1") } }, at(1))
    expect(JSON.parse(textOf(second))).toEqual({
      credentials: { key: "k1", clientId: "c1" },
      signing: [{ secret: "a" }],
    })
    expect(textOf(secretsIn(textOf(second))!)).toBe(textOf(second))
    expect(JSON.stringify(second)).not.toMatch(/k1|c1/)
    expect([secretsIn("{}"), secretsIn("not JSON")]).toEqual([undefined, undefined])
  })
})
