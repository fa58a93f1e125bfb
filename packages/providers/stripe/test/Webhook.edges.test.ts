import { strictEqual } from "node:assert/strict"
import { Redacted } from "effect"
import Stripe from "stripe"
import { describe, it } from "vitest"
import { isFromStripe } from "../src/index.ts"

const stripe = new Stripe("sk_test_1")
const NOW = 1_795_000_000
const secret = "whsec_first_0123456789"
const other = "whsec_second_0123456789"
const body = `{"id":"evt_1","object":"event","amount":"ü 1.0"}`
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** As Stripe's own library signs. */
const header = (
  given: { readonly payload?: string; readonly secret?: string; readonly timestamp?: number } = {},
): string => stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: NOW, ...given })
const check = (signature: string | undefined, text: string | Uint8Array = body, secrets = [secret], now = NOW) =>
  isFromStripe(
    typeof text === "string" ? bytes(text) : text,
    signature,
    secrets.map((each) => Redacted.make(each)),
    now,
  )
const v1 = (signature: string): string => /v1=([0-9a-f]+)/.exec(signature)![1]!

describe("a webhook signed by Stripe's own library", () => {
  it.each<readonly [string, () => Promise<boolean>]>([
    ["is believed", () => check(header())],
    [
      "is believed with one of two secrets, whichever it is",
      () => check(header({ secret: other }), body, [secret, other]),
    ],
    [
      "is believed where one of several signatures is right",
      () => check(`t=${NOW},v1=${"0".repeat(64)},v1=${v1(header())}`),
    ],
    ["is believed beside signatures of versions to come", () => check(`t=${NOW},v0=abc,v1=${v1(header())},v2=xyz`)],
    ["is believed with spaces", () => check(`t=${NOW}, v1=${v1(header())}`)],
    ["is believed for five minutes", () => check(header(), body, [secret], NOW + 300)],
    ["is believed five minutes ahead of our clock", () => check(header(), body, [secret], NOW - 300)],
  ])("%s", async (_, checked) => strictEqual(await checked(), true))
})

describe("a webhook is not believed", () => {
  it.each<readonly [string, () => Promise<boolean>]>([
    ["without a header", () => check(undefined)],
    ["with an empty header", () => check("")],
    ["with another secret", () => check(header({ secret: other }))],
    ["with the secret cut off its prefix", () => check(header({ secret: secret.slice(6) }))],
    ["where nobody set a secret", () => check(header(), body, [])],
    ["where the secret set is empty", () => check(header({ secret: "" as never }), body, [""])],
    ["after five minutes", () => check(header(), body, [secret], NOW + 301)],
    ["too far ahead", () => check(header(), body, [secret], NOW - 301)],
    ["with a time that was not signed", () => check(`t=${NOW + 1},v1=${v1(header())}`)],
    ["with two times", () => check(`t=${NOW},t=${NOW + 1},v1=${v1(header())}`)],
    ["without a time", () => check(`v1=${v1(header())}`)],
    ["with a time that is none", () => check(`t=1e9,v1=${v1(header())}`)],
    ["by a signature of another version", () => check(`t=${NOW},v0=${v1(header())}`)],
    ["by half a signature", () => check(`t=${NOW},v1=${v1(header()).slice(0, 32)}`)],
    ["by a signature in capitals", () => check(`t=${NOW},v1=${v1(header()).toUpperCase()}`)],
    ["where the body was written anew", () => check(header(), JSON.stringify(JSON.parse(body), undefined, 1))],
    ["where a mark was put before the body", () => check(header(), `\ufeff${body}`)],
    ["where the body ends with a new line", () => check(header(), `${body}\n`)],
  ])("%s", async (_, checked) => strictEqual(await checked(), false))
  it("where any byte of body or signature is another", async () => {
    const signature = header()
    const raw = bytes(body)
    for (let at = 0; at < raw.length; at++) {
      const flipped = raw.slice()
      flipped[at]! ^= 1
      strictEqual(await check(signature, flipped), false, `byte ${at} of the body`)
    }
    const digits = v1(signature)
    for (let at = 0; at < digits.length; at++) {
      const other = digits[at] === "0" ? "1" : "0"
      strictEqual(
        await check(`t=${NOW},v1=${digits.slice(0, at)}${other}${digits.slice(at + 1)}`),
        false,
        `digit ${at}`,
      )
    }
  })
})
