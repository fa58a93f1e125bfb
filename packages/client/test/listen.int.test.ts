/** Listening to the real server, through both doors, while it is killed and started again. */
import { connect, everyItem, type FeedEvent, listen, RequestRefused } from "@refund-rules/client"
import { listen as stream } from "@refund-rules/client/effect"
import { startServer, testRootKey } from "@refund-rules/harness"
import { Effect, Fiber, Stream } from "effect"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"

const folder = mkdtempSync(join(tmpdir(), "refund-rules-listen-"))
const settings = (port: string) => ({
  REFUND_RULES_DATABASE_URL: `file:${join(folder, "refunds.db")}`,
  REFUND_RULES_FACADES: "off",
  REFUND_RULES_LOG: "error",
  REFUND_RULES_PORT: port,
})

let server: Awaited<ReturnType<typeof startServer>>
let url = ""
beforeAll(async () => {
  server = await startServer(settings("0"))
  url = server.line.native
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const client = () => connect({ url, key: testRootKey, attempts: 40 })

const register = (id: string) =>
  client().payments.register({ id, provider: "sandbox", references: {}, currency: "EUR", captured: 1_000_000 })

const everything = async (): Promise<readonly string[]> => {
  const pages = everyItem((cursor) => client().events.list({ limit: 200, ...(cursor === undefined ? {} : { cursor }) }))
  const ids: string[] = []
  for await (const { id } of pages) ids.push(id)
  return ids
}

it(
  "tells every event once and in order through both doors, however often the server is killed meanwhile",
  { timeout: 600_000 },
  async () => {
    const [plain, effect]: [string[], string[]] = [[], []]
    const stopping = new AbortController()
    const breaks: string[] = []
    const onBreak = ({ _tag }: { readonly _tag: string }) => void breaks.push(_tag)
    const listening = (async () => {
      for await (const { id } of listen({ url, key: testRootKey }, { signal: stopping.signal, onBreak })) plain.push(id)
    })()
    const ended = listening.catch((cause: unknown) => cause)
    const fiber = Effect.runFork(
      Stream.runForEach(stream({ url, key: testRootKey }), ({ id }) => Effect.sync(() => void effect.push(id))),
    )
    await register("ü\n1")
    for (let life = 0; life < 3; life++) {
      // Both listen to this life before it ends: where lives are short, one could sleep through all of them.
      const before = [plain.length, effect.length] as const
      await client().refunds.request({ paymentId: "ü\n1", amount: 100 }, { key: `life-${life}` })
      await expect.poll(() => plain.length > before[0] && effect.length > before[1]).toBe(true)
      const asking = Array.from({ length: 8 }, (_, index) =>
        client().refunds.request({ paymentId: "ü\n1", amount: 100 }, { key: `life-${life}-${index}` }),
      )
      // The first has its answer, so that the kill comes amid the others.
      await asking[0]
      await server[Symbol.asyncDispose]()
      server = await startServer(settings(new URL(url).port))
      await Promise.all(asking)
    }
    const settled = async () => (await client().refunds.list({ status: "succeeded", limit: 200 })).items.length
    await expect.poll(settled, { timeout: 400_000, interval: 200 }).toBe(27)
    const all = await everything()
    await expect.poll(() => [plain.length, effect.length], { timeout: 60_000 }).toEqual([all.length, all.length])
    expect(plain).toEqual(all)
    expect(effect).toEqual(all)
    expect(breaks.length).toBeGreaterThanOrEqual(3)
    stopping.abort(new Error("enough"))
    expect(await ended).toBe(stopping.signal.reason)
    await Effect.runPromise(Fiber.interrupt(fiber))
  },
)

const first = async (count: number, events: AsyncIterable<FeedEvent>): Promise<readonly FeedEvent[]> => {
  const taken: FeedEvent[] = []
  for await (const event of events) if (taken.push(event) === count) break
  return taken
}

it("goes on behind the event that was taken last, in another life", async () => {
  await register("after")
  await client().refunds.request({ paymentId: "after", amount: 1 }, { key: "after", wait: 5 })
  const all = await everything()
  const some = await first(2, listen({ url, key: testRootKey }))
  expect(some.map(({ id }) => id)).toEqual(all.slice(0, 2))
  const rest = await first(1, listen({ url, key: testRootKey }, { after: some[1]!.id }))
  expect(rest.map(({ id }) => id)).toEqual(all.slice(2, 3))
  const taken = Stream.runCollect(Stream.take(stream({ url, key: testRootKey }, { after: all.at(-2)! }), 1))
  expect((await Effect.runPromise(taken)).map(({ id }) => id)).toEqual(all.slice(-1))
})

it("ends with the key it listens with", async () => {
  const { id, key } = await client().access.make({ actor: "ears", scopes: ["read"] })
  const heard = first(1, listen({ url, key }, { from: "now" })).catch((cause: unknown) => cause)
  await client().access.revoke(id)
  const error = await heard
  expect(error).toBeInstanceOf(RequestRefused)
  expect(error).toMatchObject({ code: "unauthenticated" })
})

it("does what its README says", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
  const block = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code]) => code!)
    .find((code) => /\blisten\b/.test(code))!
  const source = new URL("../src/index.ts", import.meta.url).href
  const code = stripTypeScriptTypes(block)
    .replace("@refund-rules/client", source)
    .replace("http://127.0.0.1:4010", url)
    .replace("rr_test_your_key", testRootKey)
  const { follow } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    readonly follow: (book: object) => Promise<void>
  }
  const all = await everything()
  const kept: string[] = []
  const enough = new Error("enough")
  const book = {
    last: async () => all[0],
    keep: async ({ id }: FeedEvent) => {
      kept.push(id)
      if (kept.length === all.length - 1) throw enough
    },
  }
  await expect(follow(book)).rejects.toBe(enough)
  expect(kept).toEqual(all.slice(1))
})
