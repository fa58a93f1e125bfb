/** The real server tells a real receiver: signed, in order, what it wants to know, and nothing of anybody else's. */
import { startServer } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { asker } from "../serving.ts"
import { type Receiver, receiver, verified } from "./receiver.ts"
import { allowing, type Ask, deliveriesOf, eventually, idOf, made, refunded } from "./telling.ts"

describe("a webhook", () => {
  let good: Receiver
  let picky: Receiver
  let server: Awaited<ReturnType<typeof startServer>>
  let ask: Ask
  beforeAll(async () => {
    good = await receiver()
    picky = await receiver()
    server = await startServer(allowing(good, picky))
    ask = asker(server.line.native)
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await good[Symbol.asyncDispose]()
    await picky[Symbol.asyncDispose]()
  })

  it("is told every event of a refund, signed, once, in order, as the history tells it", async () => {
    const before = await refunded(ask)
    const { id, secret } = await made(ask, good.url)
    const { paymentId } = await refunded(ask)
    await good.until((all) => all.some(({ event }) => event.type === "refund.succeeded"))
    const { json } = await ask("GET", `/v1/payments/${encodeURIComponent(paymentId)}/events`)
    expect(good.received.map(({ event }) => event)).toEqual(json.items)
    expect(good.received.map(({ event }) => event.paymentId)).not.toContain(before.paymentId)
    expect(good.received.map((one) => verified(one, secret))).toEqual(good.received.map(() => 0))
    expect(good.received.every((one) => Math.abs(Number(one.headers["webhook-timestamp"]) - one.at / 1000) < 60)).toBe(
      true,
    )
    const delivered = await eventually(
      () => deliveriesOf(ask, id, "delivered"),
      (found) => found.length === good.received.length,
    )
    expect(delivered.map((one) => [one.id, one.tries])).toEqual(good.received.toReversed().map((one) => [idOf(one), 1]))
    const [listed] = (await ask("GET", "/v1/webhooks")).json.items
    expect(listed).toEqual({
      id,
      url: good.url,
      events: null,
      status: "enabled",
      reason: null,
      createdAt: listed.createdAt,
    })
    expect((await ask("DELETE", `/v1/webhooks/${id}`)).status).toBe(204)
    expect((await ask("DELETE", `/v1/webhooks/${id}`)).status).toBe(404)
    expect((await ask("GET", "/v1/webhooks")).json.items).toEqual([])
  })

  it("is told only of the types it wants, incidents among them", async () => {
    const { id } = await made(ask, picky.url, ["refund.succeeded", "incident.*", "dispute.*"])
    const { paymentId } = await refunded(ask)
    const dispute = { id: "d1", amount: 1000, status: "open" }
    await ask("POST", `/v1/payments/${encodeURIComponent(paymentId)}/disputes`, { body: dispute })
    await picky.until((all) => all.length === 3)
    expect(picky.received.map(({ event }) => event.type).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "dispute.opened",
      "incident.opened",
      "refund.succeeded",
    ])
    const [incident] = (await ask("GET", "/v1/incidents?status=open")).json.items
    await ask("POST", `/v1/incidents/${incident.id}/resolve`, { body: { resolution: "it is theirs" } })
    await picky.until((all) => all.length === 4)
    expect(picky.received[3]!.event).toMatchObject({
      type: "incident.resolved",
      paymentId,
      data: { incidentId: incident.id, kind: "dispute_exceeds", resolution: "it is theirs" },
    })
    await ask("DELETE", `/v1/webhooks/${id}`)
  })

  it("is signed with both secrets for a day after one was replaced", async () => {
    const { id, secret } = await made(ask, good.url)
    const { json, status } = await ask("POST", `/v1/webhooks/${id}/rotate`)
    expect([status, json.secret === secret]).toEqual([200, false])
    const seen = good.received.length
    await refunded(ask)
    await good.until((all) => all.length > seen)
    const one = good.received[seen]!
    expect([verified(one, json.secret), verified(one, secret)]).toEqual([0, 1])
    await ask("DELETE", `/v1/webhooks/${id}`)
  })

  it.each([
    ["http://127.0.0.1:9/", "expected a URL that begins with https://"],
    ["https://2130706433/", "expected a host that has a public address"],
    ["https://[::ffff:7f00:1]/", "expected a host that has a public address"],
    ["https://169.254.169.254/", "expected a host that has a public address"],
    ["https://localhost./", "expected a host that has a public address"],
    ["https://user@example.com/", "expected a URL without a user name and a password"],
    ["https://example.com:6379/", "expected port 443 or 8443"],
  ])("is not saved as %s", async (url, detail) => {
    const { json, status } = await ask("POST", "/v1/webhooks", { body: { url } })
    expect([status, json.code, json.errors]).toEqual([
      422,
      "invalid_field",
      [{ pointer: "/url", code: "url_refused", detail }],
    ])
  })

  it("is nobody else's to see, change or end", async () => {
    await ask("POST", "/v1/merchants", { body: { id: "rival" } })
    const key = await ask("POST", "/v1/keys", { body: { merchant: "rival", actor: "eve", scopes: ["admin"] } })
    const as = key.json.key as string
    const { id } = await made(ask, good.url)
    const tries: readonly (readonly [string, string, unknown?])[] = [
      ["DELETE", ""],
      ["POST", "/rotate"],
      ["GET", "/deliveries"],
      ["POST", "/replay", {}],
    ]
    for (const [method, path, body] of tries) {
      const question = { as, ...(body === undefined ? {} : { body }) }
      const [foreign, absent] = [
        await ask(method, `/v1/webhooks/${id}${path}`, question),
        await ask(method, `/v1/webhooks/none${path}`, question),
      ]
      const plain = (text: string) => text.replaceAll(/[0-9a-f-]{36}/g, "")
      expect([method, path, foreign.status, plain(foreign.text)]).toEqual([method, path, 404, plain(absent.text)])
    }
    expect((await ask("GET", "/v1/webhooks", { as })).json.items).toEqual([])
    await ask("DELETE", `/v1/webhooks/${id}`)
  })

  it("has at most nineteen beside it", async () => {
    const all: string[] = []
    for (let count = 0; count < 20; count++) all.push((await made(ask, good.url)).id)
    const { json, status } = await ask("POST", "/v1/webhooks", { body: { url: good.url } })
    expect([status, json.code, json.retryable]).toEqual([409, "webhook_limit", false])
    for (const id of all) await ask("DELETE", `/v1/webhooks/${id}`)
  })
})
