/** The laws of the port to outgoing webhooks: each message until it is taken or dead, each lane in its order, each part once. */
import type { Delivery, Message, MessageEnding, MessageLeased, Scope, WebhookBook } from "@refund-rules/engine"
import fc from "fast-check"
import type { Law } from "../laws/Law.ts"
import { AT, plain, rival, run, shop, shopLive, together } from "./bench.ts"
import { lawsOf } from "./lawOfStores.ts"

/**
 * A fresh, empty book of webhooks.
 *
 * @since 0.1.0
 */
export interface WebhookBookUnderTest {
  readonly webhooks: (typeof WebhookBook)["Service"]
  readonly close?: () => void | Promise<void>
}

const { once, over } = lawsOf<WebhookBookUnderTest>()

const start = { position: 0, turn: 0 }
const room = (): number => 100

const add = ({ webhooks }: WebhookBookUnderTest, scope: Scope = shop, id = "w1", atMost = 20): Promise<boolean> =>
  run(webhooks.add({ scope, id, url: "https://shop.example/", sealed: `sealed ${id}`, createdAt: AT }, atMost))

/** The message of this name in its lane: `a 1` is the first of lane `a`. */
const messageOf = (name: string, scope: Scope = shop, webhookId = "w1"): Message => {
  const [lane = "", sequence = "1"] = name.split(" ")
  return { scope, webhookId, id: name, lane, sequence: Number(sequence), type: "refund.succeeded", body: "{}", at: AT }
}

const queue = ({ webhooks }: WebhookBookUnderTest, names: readonly string[], from = 0): Promise<boolean> =>
  run(
    webhooks.queue({ position: from, turn: 0 }, { position: from + 1, turn: 0 }, () =>
      names.map((name) => messageOf(name)),
    ),
  )

const lease = ({ webhooks }: WebhookBookUnderTest, worker = "w", seconds = 60): Promise<readonly MessageLeased[]> =>
  run(webhooks.lease("test", worker, seconds, room))

const end = ({ webhooks }: WebhookBookUnderTest, one: MessageLeased, ending: MessageEnding, worker = "w") =>
  run(webhooks.settle(one, worker, ending, AT))

/** All messages, the oldest first, as they stand. */
const standing = async ({ webhooks }: WebhookBookUnderTest, scope: Scope = shop): Promise<string> => {
  const found = (await run(webhooks.deliveries(scope, "w1", {}, 200))) ?? []
  return plain(found.toReversed().map(({ id, status, tries }) => `${id} ${status} ${tries}`))
}

const idsOf = (leased: readonly MessageLeased[]): string => plain(leased.map(({ id }) => id).toSorted())

const differs = (what: string, found: string, wanted: readonly string[]): string | undefined =>
  found === plain(wanted) ? undefined : `${what} ${found} where it should be ${plain(wanted)}`

const delivered = { _tag: "delivered" } as const
const again = { _tag: "again", seconds: 0, reason: "500" } as const
const dead = { _tag: "dead", reason: "500" } as const

/** What receivers and operators may do, in any order. */
const steps = fc.array(
  fc.record({
    what: fc.constantFrom("lease", "lease", "delivered", "delivered", "again", "dead", "replay", "queue"),
    which: fc.nat(5),
  }),
  { minLength: 5, maxLength: 40 },
)

const lanes = ["a", "b", "c"]

/** Lives the steps on a book, and finds where a lane was out of its order, or twice under way. */
const live = async (
  made: WebhookBookUnderTest,
  life: readonly { readonly what: string; readonly which: number }[],
): Promise<string | undefined> => {
  await add(made)
  const under: MessageLeased[] = []
  const endings = { delivered, again, dead }
  let count = 0
  for (const { what, which } of life) {
    switch (what) {
      case "queue": {
        const lane = lanes[which % lanes.length]!
        await queue(made, [`${lane} ${count * 2 + 1}`, `${lane} ${count * 2 + 2}`], count)
        count += 1
        break
      }
      case "replay":
        await run(made.webhooks.replay(shop, "w1", {}))
        break
      case "lease": {
        const fresh = await lease(made)
        under.push(...fresh)
        const wrong = await wrongWith(made, under, fresh)
        if (wrong !== undefined) return wrong
        break
      }
      default: {
        const [one] = under.splice(which % Math.max(1, under.length), 1)
        if (one !== undefined) await end(made, one, endings[what as keyof typeof endings])
      }
    }
  }
  for (const one of under) await end(made, one, delivered)
  return drained(made)
}

/** What is wrong with what was leased just now; what a replay put before one that was under way has to wait for it. */
const wrongWith = async (
  made: WebhookBookUnderTest,
  under: readonly MessageLeased[],
  fresh: readonly MessageLeased[],
): Promise<string | undefined> => {
  const all = await waiting(made)
  for (const lane of lanes) {
    const mine = under.filter((one) => one.lane === lane)
    if (mine.length > 1) return `of lane ${lane} there are ${idsOf(mine)} under way at once`
    const one = fresh.find((other) => other.lane === lane)
    const oldest = all.find((other) => other.lane === lane)
    if (one !== undefined && oldest !== undefined && oldest.place < one.place)
      return `${one.id} is leased while ${oldest.id} waits before it`
  }
  return undefined
}

const waiting = async ({ webhooks }: WebhookBookUnderTest): Promise<readonly Delivery[]> =>
  ((await run(webhooks.deliveries(shop, "w1", { status: "waiting" }, 200))) ?? []).toReversed()

/** Once receivers take everything, everything is delivered. */
const drained = async (made: WebhookBookUnderTest): Promise<string | undefined> => {
  await run(made.webhooks.replay(shop, "w1", {}))
  for (let round = 0; round < 200; round++) {
    const leased = await lease(made)
    if (leased.length === 0) break
    for (const one of leased) await end(made, one, delivered)
  }
  const left = await waiting(made)
  return left.length === 0 ? undefined : `${left.length} messages are never leased again`
}

const ordered = [
  over("of a lane at most one is under way, the oldest that waits, and in the end all are taken", steps, live),
  once("what one lane waits for holds up no other", async (made) => {
    await add(made)
    await queue(made, ["a 1", "a 2", "b 1"])
    const first = await lease(made)
    for (const one of first) await end(made, one, one.lane === "a" ? { ...again, seconds: 3600 } : delivered)
    await queue(made, ["b 2"], 1)
    return differs("leased was", idsOf(await lease(made)), ["b 2"])
  }),
]

const leased = [
  once("a message is one worker's at a time, and again somebody's where its lease is over", async (made) => {
    await add(made)
    await queue(made, ["a 1"])
    const raced = await together(
      ["w1", "w2", "w3", "w4"].map((worker) => made.webhooks.lease("test", worker, 60, room)),
    )
    const count = raced.reduce((sum, found) => sum + (found?.length ?? 0), 0)
    if (count !== 1) return `${count} workers of four have it`
    await queue(made, ["b 1"], 1)
    const [over] = await lease(made, "gone", 0)
    const [mine] = await lease(made, "here")
    if (over?.id !== "b 1" || mine?.id !== "b 1") return "it is nobody's again after its lease was over"
    await end(made, over, delivered, "gone")
    return differs("it stands as", await standing(made), ["a 1 waiting 0", "b 1 waiting 0"])
  }),
  once("a lease from before a replay says nothing of what the replay promised", async (made) => {
    await add(made)
    await queue(made, ["a 1"])
    const [late] = await lease(made, "first", 0)
    const [sent] = await lease(made, "second")
    await end(made, sent!, delivered, "second")
    await run(made.webhooks.replay(shop, "w1", { message: "a 1" }))
    const [promised] = await lease(made, "third")
    for (const ending of [delivered, dead, again]) await end(made, late!, ending, "first")
    const stands = promised === undefined ? "not promised" : await standing(made)
    return differs("it stands as", stands, ["a 1 waiting 0"])
  }),
  once("no webhook is sent more than it has room for", async (made) => {
    await add(made)
    await queue(
      made,
      Array.from({ length: 9 }, (_, index) => `lane${index} 1`),
    )
    const some = await run(made.webhooks.lease("test", "w", 60, () => 4))
    const none = await run(made.webhooks.lease("test", "w", 60, () => 0))
    return some.length === 4 && none.length === 0 ? undefined : `${some.length} where there is room for 4`
  }),
]

const queued = [
  once("a part of the feed is queued once, by whomever, and each message once", async (made) => {
    await add(made)
    const all = await together(
      Array.from({ length: 5 }, () =>
        made.webhooks.queue(start, { position: 7, turn: 2 }, () => [messageOf("a 1"), messageOf("a 1")]),
      ),
    )
    const first = all.filter((one) => one === true).length
    const told = await run(made.webhooks.told)
    return first === 1 && plain(told) === plain({ position: 7, turn: 2 })
      ? differs("queued was", await standing(made), ["a 1 waiting 0"])
      : `${first} of five queued it, up to ${plain(told)}`
  }),
  once("a merchant has as many as it may, and one that is removed takes its messages with it", async (made) => {
    const made2 = [await add(made, shop, "w1", 1), await add(made, shop, "w2", 1), await add(made, rival, "w1", 1)]
    await queue(made, ["a 1"])
    const removed = [await run(made.webhooks.remove(shop, "w1")), await run(made.webhooks.remove(shop, "w1"))]
    const found = plain([made2, removed, (await lease(made)).length])
    return found === plain([[true, false, true], [true, false], 0]) ? undefined : `it came to ${found}`
  }),
]

const listed = [
  once(
    "pages that go on before the last message of the page before hold each message once, newest first",
    async (made) => {
      await add(made)
      await add(made, rival, "w1")
      const names = ["a 1", "b 1", "a 2", "c 1", "b 2"]
      await queue(made, names)
      const found: string[] = []
      for (let before: string | undefined; ;) {
        const page: readonly Delivery[] =
          (await run(made.webhooks.deliveries(shop, "w1", before === undefined ? {} : { before }, 2))) ?? []
        if (page.length === 0) break
        found.push(...page.map(({ id }) => id))
        before = page.at(-1)!.id
      }
      if (plain(found) !== plain(names.toReversed())) return `the pages held ${plain(found)}`
      const strange = await run(made.webhooks.deliveries(rival, "w1", { before: "a 1" }, 2))
      return strange === undefined ? undefined : "a page goes on before a message that is another merchant's"
    },
  ),
]

const ended = [
  once("one that is told to stop is told nothing more, until it is replayed", async (made) => {
    await add(made)
    await queue(made, ["a 1", "a 2", "b 1"])
    const [one] = await lease(made)
    await end(made, one!, { _tag: "gone", reason: "status 410" })
    await queue(made, ["c 1"], 1)
    const [webhook] = await run(made.webhooks.webhooks(shop))
    if (webhook?.status !== "disabled" || (await lease(made)).length > 0) return "it is told all the same"
    const raised = await run(made.webhooks.replay(shop, "w1", {}))
    const [enabled] = await run(made.webhooks.webhooks(shop))
    if (raised !== 4 || enabled?.status !== "enabled") return `${raised} of four are sent again`
    return differs("leased was", idsOf(await lease(made)), ["a 1", "b 1", "c 1"])
  }),
  once("a replay raises the dead, or one, or all since an instant, as if they had never been tried", async (made) => {
    await add(made)
    await queue(made, ["a 1", "b 1", "c 1"])
    const ends: Readonly<Record<string, MessageEnding>> = { "a 1": delivered, "b 1": dead, "c 1": delivered }
    for (const one of await lease(made)) await end(made, one, ends[one.id]!)
    const { replay } = made.webhooks
    const counts = [
      await run(replay(shop, "w1", { message: "a 1" })),
      await run(replay(shop, "w1", { message: "a 1" })),
      await run(replay(shop, "w1", { message: "nobody" })),
      await run(replay(shop, "w1", {})),
      await run(replay(shop, "w1", { since: "2026-01-01T00:00:00.001Z" })),
      await run(replay(shop, "w1", { since: AT })),
      await run(replay(shop, "w2", {})),
    ]
    if (plain(counts) !== plain([1, 0, 0, 1, 0, 1, undefined])) return `they raised ${plain(counts)}`
    return differs("they stand as", await standing(made), ["a 1 waiting 0", "b 1 waiting 0", "c 1 waiting 0"])
  }),
  once("another merchant's and the other mode's webhook of one id is another", async (made) => {
    for (const scope of [shop, rival, shopLive]) await add(made, scope)
    await run(
      made.webhooks.queue(start, { position: 1, turn: 0 }, () =>
        [shop, rival, shopLive].map((scope) => messageOf("a 1", scope)),
      ),
    )
    const mine = await lease(made)
    for (const one of mine) if (one.scope.merchant === "shop") await end(made, one, { _tag: "gone", reason: "410" })
    const all = await Promise.all([shop, rival, shopLive].map((scope) => standing(made, scope)))
    const wanted = [["a 1 dead 1"], ["a 1 waiting 0"], ["a 1 waiting 0"]].map(plain)
    return mine.length === 2 && plain(all) === plain(wanted) ? undefined : `they stand as ${plain(all)}`
  }),
]

/**
 * What holds of a book of webhooks; a law that does not hold throws, its sentence first.
 *
 * @example
 * ```ts
 * import { webhookBookLaws } from "@refund-rules/testing"
 *
 * webhookBookLaws(() => ({ webhooks: undefined as never })).length // => 11
 * ```
 *
 * @since 0.1.0
 */
export const webhookBookLaws = (makeBook: () => WebhookBookUnderTest | Promise<WebhookBookUnderTest>): readonly Law[] =>
  [...ordered, ...leased, ...queued, ...listed, ...ended].map((lawOf) => lawOf(makeBook))
