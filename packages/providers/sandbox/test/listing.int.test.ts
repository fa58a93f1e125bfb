/** The gateways that list a period do so to its end, over real sockets: whole, in parts, and never a guess. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Listed } from "@refund-rules/engine"
import type { Provider } from "@refund-rules/provider-kit"
import { dodo } from "@refund-rules/provider-dodo"
import { dollr } from "@refund-rules/provider-dollr"
import { loop } from "@refund-rules/provider-loop"
import { stripe } from "@refund-rules/provider-stripe"
import { wooshpay } from "@refund-rules/provider-wooshpay"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { afterAll, beforeAll, describe, it } from "vitest"
import { type ServedSandbox, serveSandbox } from "../src/index.ts"
import { type GatewayService, sendingOf } from "./outcomeTable.ts"

const folder = mkdtempSync(join(tmpdir(), "sandbox-list-"))
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
let sandbox: ServedSandbox
beforeAll(async () => {
  sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl") })
})
afterAll(async () => {
  await runtime.dispose()
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

const shown = Redacted.make("sk_test_1")
const opened = (provider: Provider, url: string): Promise<GatewayService> => {
  const credentials = { key: shown, clientId: shown, clientSecret: shown }
  return runtime.runPromise(provider.gateway({ url, timeoutMs: 30_000, credentials }))
}

const ALWAYS = { since: "2020-01-01T00:00:00Z", until: "2100-01-01T00:00:00Z" }

/** Every part to the last. */
const whole = async (gateway: GatewayService, period = ALWAYS): Promise<readonly Listed[] | "unknown"> => {
  const parts: Listed[] = []
  for (let after: string | undefined, isMore = true; isMore;) {
    const part = await Effect.runPromise(gateway.list!(period, after))
    if (part === "unknown") return part
    parts.push(part)
    ;[after, isMore] = [part.next, part.next !== undefined]
  }
  return parts
}

const told = (parts: readonly Listed[] | "unknown") => (parts === "unknown" ? [] : parts.flatMap(({ tells }) => tells))

const listing = [
  { provider: stripe, references: (index: number) => ({ paymentIntent: `pi_l${index}` }), isMarked: true },
  { provider: dodo, references: (index: number) => ({ paymentId: `pay_l${index}` }), isMarked: false },
] as const

describe.each(listing)("$provider.name lists", ({ isMarked, provider, references }) => {
  it("each refund of a period once, in parts, and none of another", async () => {
    const gateway = await opened(provider, `${sandbox.url}/${provider.name}`)
    const count = 130
    for (let index = 0; index < count; index++) {
      const { payment, refund, ...rest } = sendingOf("succeed")
      const sending = {
        ...rest,
        payment: { ...payment, provider: provider.name, references: references(index) },
        refund: { ...refund, id: `ref_l${index}` },
        key: `rr_ref_l${index}`,
      }
      strictEqual((await Effect.runPromise(gateway.send(sending)))._tag, "Acknowledged")
    }
    const parts = await whole(gateway)
    ok(parts !== "unknown" && parts.length > 1)
    const all = told(parts)
    deepStrictEqual(new Set(all.map(({ references: names }) => JSON.stringify(names))).size, count)
    const [one] = all
    strictEqual(
      all.every(({ refundId }) => refundId?.startsWith("ref_l") === true),
      isMarked,
    )
    deepStrictEqual([one?.fact], [{ ...one?.fact, status: "succeeded", amount: 4000, currency: "EUR" }])
    const before = { since: "2020-01-01T00:00:00Z", until: "2020-02-01T00:00:00Z" }
    const later = { since: "2099-01-01T00:00:00Z", until: "2100-01-01T00:00:00Z" }
    deepStrictEqual([told(await whole(gateway, before)), told(await whole(gateway, later))], [[], []])
  })

  it.each<readonly [string, number, string]>([
    ["an error", 500, "{}"],
    ["a refused key", 401, "{}"],
    ["a page of a proxy", 200, "<html>"],
    ["a list that goes on nowhere", 200, JSON.stringify({ object: "list", has_more: true, data: [] })],
  ])("nothing, rather than less than all, on %s", async (_what, status, body) => {
    const server = createServer((_request, response) => void response.writeHead(status).end(body))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const gateway = await opened(provider, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    strictEqual(await whole(gateway), "unknown")
    server.closeAllConnections()
    server.close()
  })
})

it.each([
  [stripe, { object: "list", has_more: false, data: [{ id: "re_1", object: "refund", amount: 5, currency: "xxx" }] }],
  [dodo, { items: [{ refund_id: "re_1", payment_id: "pay_1", status: "succeeded", amount: null, currency: "EUR" }] }],
] as const)("$0.name names a refund whose amount cannot be read", async (provider, page) => {
  const server = createServer((_request, response) => void response.writeHead(200).end(JSON.stringify(page)))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const gateway = await opened(provider, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const part = await Effect.runPromise(gateway.list!(ALWAYS))
  deepStrictEqual(part === "unknown" ? part : [part.tells, part.unread], [[], ["re_1"]])
  server.closeAllConnections()
  server.close()
})

it.each([wooshpay, dollr, loop])("$name says that it has no list of everything", async (provider) => {
  const gateway = await opened(provider, `${sandbox.url}/${provider.name}`)
  strictEqual(gateway.list, undefined)
})
