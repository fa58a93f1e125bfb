import { notStrictEqual, ok, strictEqual } from "node:assert/strict"
import { Redacted } from "effect"
import { describe, it } from "vitest"
import { isToken, MINUTES, tokensUnder } from "../src/facade/token.ts"

const NOW = 1_800_000_000_000
const secret = Redacted.make("a".repeat(64))

describe("a token", () => {
  it("opens on every instance with the same secret, until it ends", async () => {
    const token = await tokensUnder(secret).seal("rr_test_key", NOW)
    ok(isToken(token) && !token.includes("rr_test_key"))
    const elsewhere = tokensUnder(Redacted.make("a".repeat(64)))
    strictEqual(await elsewhere.open(token, NOW), "rr_test_key")
    strictEqual(await elsewhere.open(token, NOW + MINUTES * 60_000 - 1), "rr_test_key")
    strictEqual(await elsewhere.open(token, NOW + MINUTES * 60_000), undefined)
  })
  it("is another each time, and opens under no other secret, and none without one", async () => {
    const tokens = tokensUnder(secret)
    const token = await tokens.seal("rr_test_key", NOW)
    notStrictEqual(await tokens.seal("rr_test_key", NOW), token)
    strictEqual(await tokensUnder(Redacted.make("b".repeat(64))).open(token, NOW), undefined)
    const own = tokensUnder(undefined)
    strictEqual(await own.open(token, NOW), undefined)
    strictEqual(await own.open(await own.seal("k", NOW), NOW), "k")
    strictEqual(await tokensUnder(undefined).open(await own.seal("k", NOW), NOW), undefined)
  })
  it("is none where any character is another, or a part is missing", async () => {
    const tokens = tokensUnder(secret)
    const token = await tokens.seal("rr_test_key", NOW)
    for (let at = token.indexOf("..") + 2; at < token.length - 1; at++) {
      if (token[at] === "." || token[at + 1] === ".") continue
      const bent = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`
      strictEqual(await tokens.open(bent, NOW), undefined, `character ${at}`)
    }
    for (const wrong of ["", "....", token.slice(0, -30), `${token}.x`, "x.y.z"])
      strictEqual(await tokens.open(wrong, NOW), undefined, wrong)
  })
})
