/** The feed over real sockets: page by page, and as server-sent events that are broken off and gone on with anywhere. */
import { request } from "node:http"
import { startServer } from "@refund-rules/harness"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { rootKey, serve, type Serving } from "../serving.ts"
import { listen, type Listening, type Read } from "./listening.ts"

let server: Serving
beforeAll(async () => void (server = await serve()))
afterAll(() => server.close())

const registered = async (name: string): Promise<void> => {
  const body = { id: name, provider: "sandbox", references: {}, currency: "EUR", captured: 1_000_000 }
  await server.ask("POST", "/v1/payments", { body })
}

const refunded = (payment: string, key: string) =>
  server.ask("POST", "/v1/refunds", { key, body: { paymentId: payment, amount: 100 } })

const everything = async (): Promise<readonly any[]> => {
  const items: any[] = []
  for (let cursor: string | null = "0"; cursor !== null;) {
    const { json } = await server.ask("GET", `/v1/events?limit=7&cursor=${encodeURIComponent(cursor)}`)
    items.push(...json.items)
    cursor = json.nextCursor
  }
  return items
}

/** Waits until nothing more happens: every refund here comes to its end. */
const settled = async (): Promise<readonly any[]> => {
  for (;;) {
    const all = await everything()
    const count = (type: string): number => all.filter((one) => one.type === type).length
    if (count("refund.accepted") === count("refund.succeeded")) return all
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const idsOf = (read: readonly Read[]): readonly string[] => read.map(({ data }) => data.id)

describe("the feed", () => {
  it("is told whole and in order by pages, whatever their size", async () => {
    await registered("f1")
    for (const key of ["a", "b", "c"]) await refunded("f1", `f1-${key}`)
    const all = await settled()
    const whole = await server.ask("GET", "/v1/events?limit=200")
    expect(whole.json).toEqual({ items: all, nextCursor: null })
    const mine = all.filter(({ paymentId }) => paymentId === "f1")
    expect(mine.map(({ sequence }) => sequence)).toEqual(mine.map((_one, index) => index + 1))
    const last = encodeURIComponent(encodeURIComponent(all[2].id))
    const after = await server.ask("GET", `/v1/events?limit=200&cursor=${last}`)
    expect(after.json.items).toEqual(all.slice(3))
  })

  it("as a stream, broken off anywhere and gone on with, is told once and in order: nothing twice, nothing left out", async () => {
    await registered("ü\n2")
    let count = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 5 }), async (cuts) => {
        const writing = Promise.all(Array.from({ length: 4 }, () => refunded("ü\n2", `f2-${count++}`)))
        const read: Read[] = []
        for (const bytes of cuts) {
          const after = read.at(-1)?.id
          read.push(...(await listen(server.url, { ...(after === undefined ? {} : { after }), bytes, silence: 400 })))
        }
        await writing
        const all = await settled()
        const after = read.at(-1)?.id
        read.push(
          ...(await listen(server.url, { ...(after === undefined ? {} : { after }), until: all.length - read.length })),
        )
        expect(idsOf(read)).toEqual(all.map(({ id }) => id))
      }),
      { numRuns: 6 },
    )
  })

  it("from now on tells what happens next, soon, and nothing from before", async () => {
    await registered("f3")
    const listening = await listeningTo(server.url, { query: "?from=now", until: 1 })
    const began = performance.now()
    await refunded("f3", "f3-a")
    const [first] = await listening.events
    expect([first?.data.paymentId, first?.event]).toEqual(["f3", "refund.accepted"])
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it("is another merchant's own", async () => {
    await server.ask("POST", "/v1/merchants", { body: { id: "other" } })
    const { json } = await server.ask("POST", "/v1/keys", { body: { merchant: "other", actor: "a", scopes: ["read"] } })
    const { items } = (await server.ask("GET", "/v1/events", { as: json.key })).json
    expect(items).toEqual([])
    const [known] = await everything()
    for (const id of [known.id, "nothing:1", "%", "a.opened"]) {
      const cursor = encodeURIComponent(encodeURIComponent(id))
      const page = await server.ask("GET", `/v1/events?cursor=${cursor}`, { as: json.key })
      expect([page.status, page.json.errors[0].code]).toEqual([422, "invalid_cursor"])
      const headers = { accept: "text/event-stream", "last-event-id": encodeURIComponent(id) }
      const stream = await server.ask("GET", "/v1/events", { as: json.key, headers })
      expect([stream.status, stream.json.code]).toEqual([400, "invalid_header"])
    }
  })

  it("ends with its key, which is told nothing that happened later", async () => {
    const { json } = await server.ask("POST", "/v1/keys", { body: { actor: "ears", scopes: ["read"] } })
    const listening = await listeningTo(server.url, { query: "?from=now", key: json.key, silence: 20_000 })
    await server.ask("DELETE", `/v1/keys/${json.id}`)
    await refunded("f3", "f3-b")
    expect(await listening.events).toEqual([])
  })

  it("has as many readers as may be, and tells one too many to come back", async () => {
    // Readers of before may still be about to leave.
    const readers: (() => void)[] = []
    await expect.poll(async () => readers.push(await opened()), { interval: 20 }).toBe(20)
    const headers = { accept: "text/event-stream" }
    const surplus = await server.ask("GET", "/v1/events", { headers })
    expect([surplus.status, surplus.json.code, surplus.headers.get("retry-after")]).toEqual([429, "busy", "5"])
    for (const close of readers) close()
    await expect
      .poll(async () => {
        const close = await opened()
        close()
        return true
      })
      .toBe(true)
  })

  it("ends its streams when the server stops, at once", async () => {
    const stopping = await startServer()
    const listening = await listeningTo(stopping.line.native, { silence: 20_000 })
    const began = performance.now()
    await stopping.stop()
    expect(await listening.events).toEqual([])
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

/** Listens, from when the stream is open. */
const listeningTo = async (url: string, options: Omit<Listening, "opened">) => {
  let events: ReturnType<typeof listen> | undefined
  await new Promise<void>((opened, failed) => {
    events = listen(url, { ...options, opened })
    events.catch(failed)
  })
  return { events: events! }
}

/** Opens a stream and gives how to close it, once its head is there. */
const opened = (): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const asking = request(`${server.url}/v1/events?from=now`, {
      headers: { accept: "text/event-stream", authorization: `Bearer ${rootKey}` },
    })
    asking.on("error", reject)
    asking.on("response", (response) => {
      if (response.statusCode !== 200) return reject(new Error(`answered ${response.statusCode}`))
      response.on("error", () => undefined)
      response.resume()
      resolve(() => asking.destroy())
    })
    asking.end()
  })
