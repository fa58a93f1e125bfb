/** Webhooks of every provider through the real server: what is not rightly signed changes nothing, and what is counts once. */
import { request } from "node:http"
import { startServer } from "@refund-rules/harness"
import { providers } from "@refund-rules/server/providers"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { asker } from "../serving.ts"
import { signers } from "./signers.ts"

const secretsOf = Object.fromEntries(
  Object.entries(signers).map(([name, { secrets }]) => [
    `REFUND_RULES_GATEWAY_${name.toUpperCase()}_WEBHOOK_SECRET`,
    secrets.join(","),
  ]),
)

let server: Awaited<ReturnType<typeof startServer>>
let ask: ReturnType<typeof asker>
beforeAll(async () => {
  server = await startServer({ REFUND_RULES_LOG: "error", ...secretsOf })
  ask = asker(server.line.native)
})
afterAll(async () => server[Symbol.asyncDispose]())

type Headers = Readonly<Record<string, string | readonly string[]>>
type Forgery = readonly [what: string, forged: () => readonly [headers: Headers, body: string]]

/** As the headers stand, also twice: a client that joins them would send something else. */
const send = (provider: string, headers: Headers, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(`${server.line.native}/webhooks/${provider}`, { method: "POST", headers: headers as never })
    sent.on("response", (response) => resolve(response.resume().statusCode ?? 0)).on("error", reject)
    sent.end(body)
  })

const now = (): number => Math.floor(Date.now() / 1000)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const senders = providers.filter(({ provider }) => provider.webhook !== undefined).map(({ provider }) => provider.name)

describe.each(senders)("a webhook of %s", (name) => {
  const { eventOf, isTimeless = false, references, secrets, sign } = signers[name]!
  const [first, second] = secrets
  const id = `forged-${name}`
  const refunded = async (): Promise<number> => (await ask("GET", `/v1/payments/${id}`)).json.balance.refunded
  const told = async (): Promise<number> => (await ask("GET", `/v1/payments/${id}/events`)).json.items.length
  const text = eventOf("forged")
  const right = (by = first, seconds = now()) => sign(bytes(text), by, seconds)
  const doubled = (by: Readonly<Record<string, string>>): Headers =>
    Object.fromEntries(Object.entries(by).map(([header, value]) => [header, [value, value]]))
  const flipped = (by: Readonly<Record<string, string>>): Headers =>
    Object.fromEntries(
      Object.entries(by).map(([header, value], index, all) => [
        header,
        // Both are other bytes than any last character there is, in hexadecimal and in base64.
        index < all.length - 1 ? value : value.replace(/[\da-z+/](?==*$)/i, (last) => (last === "0" ? "8" : "0")),
      ]),
    )

  beforeAll(async () => {
    const customer = { id: "cus_1", name: "Ada", email: "ada@example.org" }
    const body = { id, provider: name, references, customer, currency: "EUR", captured: 10_000 }
    expect((await ask("POST", "/v1/payments", { body })).status).toBe(201)
  })

  const outOfTime: readonly Forgery[] = [
    ["that is 310 seconds old", () => [right(first, now() - 310), text]],
    ["that is 310 seconds ahead", () => [right(first, now() + 310), text]],
  ]

  it.each<Forgery>([
    ["without any signature", () => [{}, text]],
    ["by a secret of somebody else", () => [right("whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA"), text]],
    ["with another body", () => [right(), text.replace("700", "701")]],
    ["with its body written anew", () => [right(), JSON.stringify(JSON.parse(text), undefined, 1)]],
    ["with a line's end after its body", () => [right(), `${text}\n`]],
    ["with every header twice", () => [doubled(right()), text]],
    ["with another character at the end of its signature", () => [flipped(right()), text]],
    ...(isTimeless ? [] : outOfTime),
  ])("changes nothing %s", async (_, forged) => {
    const [headers, body] = forged()
    expect(await send(name, headers, body)).toBe(400)
    expect([await refunded(), await told()]).toEqual([0, 0])
  })

  it("counts by either of two secrets, within five minutes, and once however often it comes", async () => {
    // Of the five minutes a busy machine may need some for itself.
    const late = () => (isTimeless ? now() : now() - 240)
    const [one, other] = [eventOf("one"), eventOf("other")]
    for (let times = 0; times < 3; times++) {
      expect(await send(name, sign(bytes(one), first, late()), one)).toBe(200)
      expect(await send(name, sign(bytes(other), second, now()), other)).toBe(200)
    }
    expect(await refunded()).toBe(1400)
  })
})
