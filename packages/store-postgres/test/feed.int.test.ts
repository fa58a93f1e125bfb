/** The feed while many commit at the same time, on two instances: a reader who goes on misses nothing. */
import { Feed, type FeedEvent, type FeedPlace, Records } from "@refund-rules/engine"
import { Context } from "effect"
import { afterAll, beforeAll, expect, it } from "vitest"
import { asking, type Opened, paymentOf, run, shop } from "./given.ts"
import { openStore, sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
let opened: readonly Opened[] = []
beforeAll(async () => {
  stores = await sharedStores()
  const url = await stores.newUrl()
  opened = [await openStore({ url, grouped: false }), await openStore({ url })]
})
afterAll(async () => {
  for (const one of opened) await one.close()
  await stores.stop()
})

const PAYMENTS = 12
const ROUNDS = 8

it("is given every event and every incident once, in one order, while two instances write side by side", async () => {
  for (let index = 0; index < PAYMENTS; index++) await run(opened[0]!.store.open(shop, paymentOf(`p${index}`)))
  let isWriting = true
  const reading = [read(opened[0]!, () => isWriting), read(opened[1]!, () => isWriting)]
  await Promise.all(Array.from({ length: PAYMENTS }, (_, index) => lived(opened[index % 2]!, `p${index}`)))
  isWriting = false
  const [first = [], second = []] = await Promise.all(reading)
  const whole = await read(opened[0]!, () => false)
  expect(whole).toHaveLength(PAYMENTS * ROUNDS * 3)
  expect(first.map(({ id }) => id)).toEqual(whole.map(({ id }) => id))
  expect(second.map(({ id }) => id)).toEqual(whole.map(({ id }) => id))
  expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length)
})

/** Asks again and again, each time with an incident that is resolved at once. */
const lived = async ({ context, store }: Opened, paymentId: string): Promise<void> => {
  const { incidents, resolveIncident } = Context.get(context, Records)
  for (let round = 0; round < ROUNDS; round++) {
    const refundId = `${paymentId} r${round}`
    const alarms = [{ kind: "unknown_outcome", refundId, detail: "nobody knows" }] as const
    await run(store.change(shop, paymentId, (ledger) => ({ ...asking(refundId, 10)(ledger), alarms })))
    const { items } = await run(incidents(shop, { paymentId, status: "open" }, { limit: 10 }))
    for (const { id } of items) await run(resolveIncident(shop, id, { actor: "ann", resolution: "seen" }))
  }
}

/** Reads on as fast as it can, in small pages, until nothing more can come. */
const read = async ({ context }: Opened, isWriting: () => boolean): Promise<readonly FeedEvent[]> => {
  const feed = Context.get(context, Feed)
  const all: FeedEvent[] = []
  let after: FeedPlace = { position: 0, turn: 0 }
  for (;;) {
    const mayBeMore = isWriting()
    const page = await run(feed.read({ scope: shop, after }, 7))
    all.push(...page)
    after = page.at(-1)?.place ?? after
    if (!mayBeMore && page.length === 0) return all
  }
}
