/** Webhooks' messages on the real server: queued once by whoever is first, leased by one, ended, buried and replayed. */
import { type Message, WebhookBook } from "@refund-rules/engine"
import { Context, Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openStore, sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
beforeAll(async () => void (stores = await sharedStores()))
afterAll(() => stores.stop())

const scope = { merchant: "shop", mode: "test" } as const
const AT = "2026-01-01T00:00:00.000Z"
const start = { position: 0, turn: 0 }

const messageOf = (id: string, lane: string): Message => ({
  scope,
  webhookId: "w1",
  id,
  lane,
  sequence: 1,
  type: "refund.accepted",
  body: "{}",
  at: AT,
})

const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)
const room = () => 8

test("each message is queued once, leased by one process, one of a lane at a time, and raised when it is dead", async () => {
  const url = await stores.newUrl()
  const [first, second] = [await openStore({ url }), await openStore({ url })]
  const [one, two] = [Context.get(first.context, WebhookBook), Context.get(second.context, WebhookBook)]
  const webhook = { scope, id: "w1", url: "https://shop.example/", sealed: "s", createdAt: AT }
  expect([await run(one.add(webhook, 1)), await run(one.add({ ...webhook, id: "w2" }, 1))]).toEqual([true, false])
  const all = ["a1 a", "a2 a", "b1 b"].map((name) => messageOf(name.split(" ")[0]!, name.split(" ")[1]!))
  const queued = await Promise.all(
    [one, two].map((book) => run(book.queue(start, { position: 3, turn: 0 }, () => all))),
  )
  expect(queued.filter((isMine) => isMine)).toHaveLength(1)
  const leased = await Promise.all([one, two].map((book, at) => run(book.lease("test", `p${at}`, 30, room))))
  expect(
    leased
      .flat()
      .map(({ id }) => id)
      .toSorted((a, b) => (a < b ? -1 : 1)),
  ).toEqual(["a1", "b1"])
  for (const [at, mine] of leased.entries())
    for (const message of mine)
      await run(
        one.settle(
          message,
          `p${at}`,
          message.id === "a1" ? { _tag: "delivered" } : { _tag: "gone", reason: "410" },
          AT,
        ),
      )
  const standing = async () =>
    (await run(two.deliveries(scope, "w1", {}, 10)))!.map(({ id, status }) => `${id} ${status}`)
  expect(await standing()).toEqual(["b1 dead", "a2 dead", "a1 delivered"])
  expect((await run(two.webhooks(scope))).map(({ status }) => status)).toEqual(["disabled"])
  expect(await run(two.replay(scope, "w1", {}))).toBe(2)
  expect((await run(one.lease("test", "p9", 30, room))).map(({ id, tries }) => `${id} ${tries}`)).toEqual([
    "a2 0",
    "b1 0",
  ])
  await run(one.tidy(AT))
  expect(await run(one.remove(scope, "w1"))).toBe(true)
  expect(await standing()).toEqual([])
  await Promise.all([first.close(), second.close()])
})
