import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import DodoPayments from "dodopayments"
import { afterAll, afterEach, beforeAll, describe, it } from "vitest"
import { rootKey } from "../serving.ts"
import { face, type Facing, lines, refused } from "./dodoClient.ts"

const folder = mkdtempSync(join(tmpdir(), "dodo-errors-"))
const database = `file:${join(folder, "store.db")}`
let facing: Facing
beforeAll(async () => {
  facing = await face({ REFUND_RULES_DATABASE_URL: database })
})
afterAll(async () => {
  await facing.close()
  rmSync(folder, { recursive: true })
})
afterEach(() => deepStrictEqual(facing.wrong, []))

const item = (given: object) => [{ item_id: "prod_1", ...given }]

describe("what is wrong is said with Dodo's codes, once, and nothing is held", () => {
  it.each<readonly [string, object, number, string]>([
    ["an amount above all that is left", { items: item({ amount: 7001 }) }, 400, "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH"],
    [
      "a net amount above the net",
      { items: item({ amount: 6001, tax_inclusive: false }) },
      400,
      "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH",
    ],
    ["an item that is not there", { items: [{ item_id: "prod_9" }] }, 400, "LINE_ITEM_NOT_FOUND"],
    [
      "an item named twice",
      { items: [...item({ amount: 1 }), ...item({ amount: 2 })] },
      400,
      "DUPLICATE_LINE_ITEMS_IN_REQUEST",
    ],
    ["no items at all", { items: [] }, 422, "INVALID_REQUEST_BODY"],
    ["items that are none", { items: "all" }, 422, "INVALID_REQUEST_BODY"],
    ["an item without an id", { items: [{ amount: 1 }] }, 422, "INVALID_REQUEST_BODY"],
    ["a negative amount", { items: item({ amount: -1 }) }, 422, "INVALID_REQUEST_BODY"],
    ["a fraction", { items: item({ amount: 1.5 }) }, 422, "INVALID_REQUEST_BODY"],
    ["an amount as text", { items: item({ amount: "100" }) }, 422, "INVALID_REQUEST_BODY"],
    ["an amount past 32 bits", { items: item({ amount: 2_147_483_648 }) }, 422, "INVALID_REQUEST_BODY"],
    ["nothing at all of an item", { items: item({ amount: 0 }) }, 400, "INVALID_REQUEST_PARAMETERS"],
    ["a flag that is none", { items: item({ tax_inclusive: "yes" }) }, 422, "INVALID_REQUEST_BODY"],
    ["a flag that is null", { items: item({ tax_inclusive: null }) }, 422, "INVALID_REQUEST_BODY"],
    ["a reason of 3001 characters", { reason: "x".repeat(3001) }, 422, "INVALID_REQUEST_BODY"],
    ["a reason that is no text", { reason: 7 }, 422, "INVALID_REQUEST_BODY"],
    ["metadata that is a list", { metadata: ["a"] }, 422, "INVALID_REQUEST_BODY"],
    ["metadata within metadata", { metadata: { a: {} } }, 422, "INVALID_REQUEST_BODY"],
    ["metadata of nothing", { metadata: { a: null } }, 422, "INVALID_REQUEST_BODY"],
    ["a value of 501 characters", { metadata: { a: "x".repeat(501) } }, 422, "INVALID_REQUEST_BODY"],
    ["a name of 41 characters", { metadata: { ["x".repeat(41)]: "a" } }, 422, "INVALID_REQUEST_BODY"],
    [
      "51 pairs",
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"])) },
      400,
      "MAXIMUM_KEYS_REACHED",
    ],
    ["no payment", { payment_id: undefined }, 422, "INVALID_REQUEST_BODY"],
    ["a payment that is no text", { payment_id: 7 }, 422, "INVALID_REQUEST_BODY"],
    ["a payment nobody knows", { payment_id: "pay_nobody" }, 404, "NOT_FOUND"],
  ])("%s", async (_, given, status, code) => {
    const { counted, dodo, pay } = facing
    const payment_id = await pay({ lines })
    const before = counted.asked
    await refused(dodo.refunds.create({ payment_id, ...given }), status, code)
    strictEqual(counted.asked - before, 1, "the client asked again")
    const [one] = (await dodo.payments.retrieveLineItems(payment_id)).items
    strictEqual(one!.refundable_amount, 7000)
  })

  it("a reason of 3000 characters, 50 pairs and what nobody knows yet are taken", async () => {
    const { dodo, pay } = facing
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, "v"]))
    const given = { reason: "x".repeat(3000), metadata, of_a_later_version: true }
    const refund = await dodo.refunds.create({ payment_id: await pay(), ...given })
    deepStrictEqual([refund.reason?.length, Object.keys(refund.metadata).length], [3000, 50])
  })

  it("an amount above what is left of a payment without lines, once part of it is gone", async () => {
    const { dodo, pay } = facing
    const payment_id = await pay()
    const asking = (amount: number) => dodo.refunds.create({ payment_id, items: [{ item_id: "payment", amount }] })
    strictEqual((await asking(6000)).amount, 6000)
    await refused(asking(4001), 400, "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH")
    strictEqual((await asking(4000)).amount, 4000)
  })

  it("a window that is over, and whatever else a policy forbids", async () => {
    const { ask, dodo, pay } = facing
    const put = (id: string, requires: object) =>
      ask("PUT", `/v1/policies/${id}`, {
        body: { id, bindAt: "request", rules: [{ id: "one", requires, otherwise: "Refuse" }], terms: {} },
      })
    await put("dodo-window", { _tag: "WithinDays", of: "captured", days: 30 })
    await put("dodo-reason", { _tag: "ReasonRequired" })
    const old = await pay({ policyId: "dodo-window", capturedAt: "2020-01-01T00:00:00Z" })
    await refused(dodo.refunds.create({ payment_id: old }), 400, "REFUND_WINDOW_EXPIRED")
    const given = { payment_id: await pay({ policyId: "dodo-reason" }), reason: "words are no reason" }
    await refused(dodo.refunds.create(given), 400, "INVALID_REQUEST_PARAMETERS")
  })

  it("a payment that was not captured", async () => {
    const { dodo, pay } = facing
    const payment_id = await pay({ status: "authorized" })
    await refused(dodo.refunds.create({ payment_id }), 400, "INVALID_REQUEST_PARAMETERS")
  })

  it.each([
    ["page_number=-1"],
    ["page_number=1.5"],
    ["page_number=2147483648"],
    ["page_size=101"],
    ["page_size=ten"],
    ["status=canceled"],
    ["created_at_gte=2026-01-01"],
    ["created_at_lte=2026-02-30T00%3A00%3A00Z"],
    ["page_size=1&page_size=2"],
  ])("a list by %s", async (query) => {
    const response = await fetch(`${facing.facade}/refunds?${query}`, {
      headers: { authorization: `Bearer ${rootKey}` },
    })
    strictEqual(response.status, 400)
    strictEqual(((await response.json()) as { code: string }).code, "INVALID_QUERY_PARAMS")
  })

  it("a list takes a page of no size, and parameters of later versions", async () => {
    const headers = { authorization: `Bearer ${rootKey}` }
    for (const query of ["page_size=0", "of_a_later_version=1"]) {
      strictEqual((await fetch(`${facing.facade}/refunds?${query}`, { headers })).status, 200)
    }
  })
})

describe("who may not come in is told so as Dodo tells it", () => {
  it("without a key, with a wrong one, with one for something else, or for less", async () => {
    const { ask, clientOf, pay } = facing
    const payment_id = await pay()
    const keyOf = async (body: object): Promise<string> =>
      (await ask("POST", "/v1/keys", { body: { actor: "clerk", ...body } })).json.key
    await refused(clientOf({ bearerToken: "nobody" }).refunds.create({ payment_id }), 401, "UNAUTHORIZED")
    const reading = clientOf({ bearerToken: await keyOf({ scopes: ["read"] }) })
    await refused(reading.refunds.create({ payment_id }), 403, "FORBIDDEN")
    const small = clientOf({ bearerToken: await keyOf({ scopes: ["refunds:write"], maxAmount: 500 }) })
    await refused(small.refunds.create({ payment_id }), 403, "FORBIDDEN")
    await refused(small.refunds.list({ page_number: 0 }), 403, "FORBIDDEN")
    const items = [{ item_id: "payment", amount: 500 }]
    strictEqual((await small.refunds.create({ payment_id, items })).amount, 500)
    const bare = await fetch(`${facing.facade}/refunds`)
    deepStrictEqual([bare.status, ((await bare.json()) as { code: string }).code], [401, "UNAUTHORIZED"])
    const basic = await fetch(`${facing.facade}/refunds`, {
      headers: { authorization: `Basic ${btoa(`${rootKey}:`)}` },
    })
    strictEqual(basic.status, 401)
  })

  it("nothing of another merchant is there", async () => {
    const { ask, clientOf, dodo, pay } = facing
    await ask("POST", "/v1/merchants", { body: { id: "other", settings: { dodoBusinessId: "bus_other" } } })
    const { key } = (await ask("POST", "/v1/keys", { body: { merchant: "other", actor: "o", scopes: ["admin"] } })).json
    const other = clientOf({ bearerToken: key })
    const payment_id = await pay()
    const { refund_id: id } = await dodo.refunds.create({ payment_id })
    await refused(other.refunds.create({ payment_id }), 404, "NOT_FOUND")
    await refused(other.refunds.retrieve(id), 404, "NOT_FOUND")
    await refused(other.payments.retrieveLineItems(payment_id), 404, "NOT_FOUND")
    deepStrictEqual((await other.refunds.list({ page_number: 0 })).items, [])
    const body = {
      provider: "dodo",
      references: { paymentId: "pay_of_other" },
      currency: "IRR",
      captured: 5,
      customer: { id: "c", name: "n", email: "e" },
      metadata: { brand_id: "brd_1" },
    }
    strictEqual((await ask("POST", "/v1/payments", { body, as: key })).status, 201)
    const refund = await other.refunds.create({ payment_id: "pay_of_other" })
    deepStrictEqual([refund.business_id, refund.brand_id, refund.currency], ["bus_other", "brd_1", null])
  })
})

describe("what is no request of Dodo's is answered in its shape all the same", () => {
  it.each<readonly [string, string, RequestInit, number, string]>([
    ["an address that is none", "/refund", {}, 404, "NOT_FOUND"],
    ["another method", "/refunds", { method: "DELETE" }, 404, "NOT_FOUND"],
    ["no refund", "/refunds/ref_nobody", {}, 404, "NOT_FOUND"],
    ["a name that cannot be read", "/refunds/%FF", {}, 404, "NOT_FOUND"],
    ["a form", "/refunds", { method: "POST", body: new URLSearchParams("payment_id=1") }, 422, "INVALID_REQUEST_BODY"],
    ["no JSON", "/refunds", { method: "POST", body: "{" }, 422, "INVALID_REQUEST_BODY"],
    ["a list", "/refunds", { method: "POST", body: "[]" }, 422, "INVALID_REQUEST_BODY"],
    [
      "a member twice",
      "/refunds",
      { method: "POST", body: '{"payment_id":"a","payment_id":"b"}' },
      422,
      "INVALID_REQUEST_BODY",
    ],
    ["too much", "/refunds", { method: "POST", body: `"${"x".repeat(300_000)}"` }, 413, "INVALID_REQUEST_BODY"],
    ["no UTF-8", "/refunds", { method: "POST", body: new Uint8Array([0x7b, 0xff]) }, 400, "INVALID_REQUEST_BODY"],
  ])("%s", async (_, path, init, status, code) => {
    const isForm = init.body instanceof URLSearchParams
    const response = await fetch(`${facing.facade}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${rootKey}`, ...(isForm ? {} : { "content-type": "application/json" }) },
    })
    const body = (await response.json()) as { readonly code: string; readonly message: string }
    deepStrictEqual([response.status, body.code, Object.keys(body)], [status, code, ["code", "message"]])
  })
})

describe("the client's own retries", () => {
  /** Stands between client and facade, and does something to the first answers. */
  const between = async (spoil: (attempt: number) => number | "drop" | undefined) => {
    let attempts = 0
    const server = createServer((request, response) => {
      const parts: Uint8Array[] = []
      request.on("data", (part: Uint8Array) => parts.push(part))
      request.on("end", () => {
        const attempt = ++attempts
        const headers = new Headers(request.headers as Record<string, string>)
        for (const name of ["host", "connection", "content-length"]) headers.delete(name)
        const init = { method: request.method!, headers, ...(parts.length > 0 ? { body: Buffer.concat(parts) } : {}) }
        void fetch(`${facing.facade}${request.url}`, init).then(async (answer) => {
          const body = await answer.text()
          const spoiled = spoil(attempt)
          if (spoiled === "drop") return response.destroy()
          response.writeHead(spoiled ?? answer.status, { "content-type": "application/json", "retry-after-ms": "5" })
          response.end(spoiled === undefined ? body : "{}")
          return undefined
        })
      })
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return {
      dodo: new DodoPayments({ baseURL: url, bearerToken: rootKey }),
      attempts: () => attempts,
      close: () => {
        server.closeAllConnections()
        server.close()
      },
    }
  }

  it.each([
    ["500", 500],
    ["429", 429],
    ["a lost answer", "drop"],
  ] as const)("after %s make no second refund, though they carry no key", async (_, spoiled) => {
    const { attempts, close, dodo } = await between((attempt) => (attempt <= 2 ? spoiled : undefined))
    const payment_id = await facing.pay()
    const items = [{ item_id: "payment", amount: 1000 }]
    const refund = await dodo.refunds.create({ payment_id, items, metadata: { a: 1 }, reason: "once" })
    strictEqual(attempts(), 3)
    deepStrictEqual([refund.amount, refund.status], [1000, "succeeded"])
    const [one] = (await facing.dodo.payments.retrieveLineItems(payment_id)).items
    strictEqual(one!.refundable_amount, 9000)
    close()
  })

  it("of everything is answered with the refund, and not that nothing is left", async () => {
    const { close, dodo } = await between((attempt) => (attempt === 1 ? 500 : undefined))
    strictEqual((await dodo.refunds.create({ payment_id: await facing.pay() })).amount, 10_000)
    close()
  })

  it("are known again where the terms keep a part, and by a server that has forgotten them", async () => {
    const policy = { id: "kept-here", bindAt: "request", rules: [], terms: { restocking: { basisPoints: 1500 } } }
    ok((await facing.ask("PUT", "/v1/policies/kept-here", { body: policy })).status < 300)
    const other = await face({ REFUND_RULES_DATABASE_URL: database })
    const payment_id = await facing.pay({ policyId: "kept-here", lines })
    const post = async (url: string, count: string, amount: number | null): Promise<unknown> => {
      const headers = { authorization: `Bearer ${rootKey}`, "content-type": "application/json" }
      const items = [{ item_id: "prod_1", amount, tax_inclusive: false }]
      const response = await fetch(`${url}/refunds`, {
        method: "POST",
        headers: { ...headers, "x-stainless-retry-count": count },
        body: JSON.stringify({ payment_id, items, reason: "once" }),
      })
      return ((await response.json()) as { readonly refund_id?: string }).refund_id
    }
    for (const amount of [1001, 700, null]) {
      const first = await post(facing.facade, "0", amount)
      match(String(first), /^ref_/)
      deepStrictEqual([await post(facing.facade, "1", amount), await post(other.facade, "2", amount)], [first, first])
    }
    strictEqual(await post(other.facade, "1", 1), undefined)
    await other.close()
  })

  it("stand for nothing else: who asks twice by itself gets two refunds, who asks for something else gets that", async () => {
    const { pay, facade } = facing
    const payment_id = await pay()
    const post = async (amount: number, headers: Record<string, string>): Promise<string> => {
      const response = await fetch(`${facade}/refunds`, {
        method: "POST",
        headers: { authorization: `Bearer ${rootKey}`, "content-type": "application/json", ...headers },
        body: JSON.stringify({ payment_id, items: [{ item_id: "payment", amount }] }),
      })
      return ((await response.json()) as { readonly refund_id: string }).refund_id
    }
    const first = await post(100, { "x-stainless-retry-count": "0" })
    const second = await post(100, { "x-stainless-retry-count": "0" })
    ok(first !== second)
    strictEqual(await post(100, { "x-stainless-retry-count": "1" }), second)
    ok(![first, second].includes(await post(101, { "x-stainless-retry-count": "1" })))
    const keyed = { "idempotency-key": "mine" }
    const third = await post(100, keyed)
    strictEqual(await post(100, keyed), third)
    ok(![first, second].includes(third))
    const again = { headers: { "Idempotency-Key": "mine" } }
    await refused(facing.dodo.refunds.create({ payment_id: "pay_nobody" }, again), 400, "INVALID_REQUEST_PARAMETERS")
    await refused(facing.dodo.refunds.create({ payment_id, items: [] }, again), 400, "INVALID_REQUEST_PARAMETERS")
  })
})
