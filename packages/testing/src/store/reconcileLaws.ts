/** The laws of a comparison with a provider over a store: it comes to rest, joins everything, and no order changes what it finds. */
import type { Drift } from "@refund-rules/engine"
import { Effect } from "effect"
import fc from "fast-check"
import type { Law } from "../laws/Law.ts"
import { plain, rival, run, shop } from "./bench.ts"
import { lawsOf } from "./lawOfStores.ts"
import type { NoticeBookUnderTest } from "./noticeLaws.ts"
import { comparing, endIn, keptIn, plant, planNames, type Planted, plantedOf, writtenOf } from "./reconcileWorld.ts"

const { once, over } = lawsOf<NoticeBookUnderTest>()

const someNames = fc.array(fc.constantFrom(...planNames), { minLength: 1, maxLength: 9 })

const begun = async (made: NoticeBookUnderTest, planted: readonly Planted[]) => {
  await run(plant(made, planted))
  return writtenOf(planted)
}

/** What a comparison says, without the words. */
const said = (drifts: readonly Drift[]): string =>
  plain(drifts.map(({ kind, paymentId, providerRefundId, refundId }) => [kind, paymentId, refundId, providerRefundId]))

const differs = (what: string, found: unknown, wanted: unknown): string | undefined =>
  plain(found) === plain(wanted) ? undefined : `${what} ${plain(found)} where it should be ${plain(wanted)}`

/** Every name in a sentence. */
const namesIn = (detail: string): readonly string[] => detail.split(/[`\s]+/)

const finding = [
  once("each way to differ is found, by its name, and agreement is not", async (made) => {
    const planted = plantedOf(planNames)
    const written = await begun(made, planted)
    for (const told of [{}, { denies: false }, { isMarked: false }]) {
      const { drifts } = await run(comparing(made, written, false, told))
      const found = planted.map(({ name, providerRefundId, refundId }) => {
        const [one] = drifts.filter((drift) =>
          drift.refundId === null ? drift.providerRefundId === providerRefundId : drift.refundId === refundId,
        )
        return [name, one?.kind]
      })
      // Without our name in the list, what failed here and moved there is one that nobody asked for, and so is a second one.
      const isSeen = ([name]: readonly (string | undefined)[]) =>
        !("isMarked" in told) || (name !== "failed here, moved there" && name !== "moved once here, twice there")
      const wanted = planted.map(({ drift, name }) => [name, drift])
      const wrong = differs("it finds", found.filter(isSeen), wanted.filter(isSeen))
      if (wrong !== undefined) return `told ${plain(told)}, ${wrong}`
    }
    return undefined
  }),
  once("without a list each of ours is asked after", async (made) => {
    const planted = plantedOf(planNames)
    const written = await begun(made, planted)
    const { drifts, isListed } = await run(comparing(made, written, false, { isListing: false }))
    const wanted = planted
      .filter(({ drift, ours, theirs }) => ours !== undefined && drift !== undefined && theirs !== "twice")
      .map(({ refundId }) => refundId)
    const found = drifts.map(({ refundId }) => refundId ?? "")
    return differs("it finds", [isListed, found.toSorted()], [false, wanted.toSorted()])
  }),
  over("a comparison that only tells changes nothing", someNames, async (made, names) => {
    const planted = plantedOf(names)
    const written = await begun(made, planted)
    const before = await keptIn(made, planted)
    await run(comparing(made, written, false))
    return differs("there is", await keptIn(made, planted), before)
  }),
  over("what repairs finds the same as what only tells", someNames, async (made, names) => {
    const written = await begun(made, plantedOf(names))
    const told = await run(comparing(made, written, false))
    const repaired = await run(comparing(made, written, true))
    return differs("it finds", said(repaired.drifts), said(told.drifts))
  }),
]

const ending = [
  over("a second repair changes nothing, and has nothing to adopt or to settle", someNames, async (made, names) => {
    const planted = plantedOf(names)
    const written = await begun(made, planted)
    await run(comparing(made, written, true))
    const first = await keptIn(made, planted)
    const { drifts } = await run(comparing(made, written, true))
    const left = drifts.filter(({ kind }) => kind === "adopt" || kind === "settle")
    return differs("there is", await keptIn(made, planted), first) ?? differs("there are left", left, [])
  }),
  over("each refund there ends as exactly one of ours, or as an incident", someNames, async (made, names) => {
    const planted = plantedOf(names)
    const written = await begun(made, planted)
    await run(comparing(made, written, true))
    const { incidents } = await keptIn(made, planted)
    const payments = [...new Set(planted.map(({ paymentId }) => paymentId))]
    const ledgers = await Promise.all(payments.map((id) => run(made.store.read(shop, id))))
    const ours = ledgers.flatMap(({ refunds }) => refunds.map(({ providerRefundId }) => providerRefundId))
    for (const { fact, refundId } of written) {
      const { providerRefundId, status } = fact
      const count = ours.filter((id) => id === providerRefundId).length
      // Money of another's that did not move is nothing to us.
      if (count === 1 || (refundId === undefined && status === "failed")) continue
      if (count > 1 || !incidents.some(({ detail }) => namesIn(detail).includes(providerRefundId)))
        return `refund \`${providerRefundId}\` is ${count} of ours, and there is no incident of it`
    }
    return undefined
  }),
  over(
    "the order of a list, its parts, and what it tells twice make no difference",
    fc.record({
      names: someNames,
      size: fc.integer({ min: 1, max: 5 }),
      order: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
      twice: fc.boolean(),
    }),
    async (made, { names, order, size, twice }) => {
      const planted = plantedOf(names)
      const written = await begun(made, planted)
      const all = twice ? [...written, ...written] : written
      const shuffled = all
        .map((one, index) => ({ one, rank: order[index % order.length]! }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ one }) => one)
      const straight = await run(comparing(made, written, false))
      const other = await run(comparing(made, shuffled, false, { size }))
      const wrong = differs("it finds", said(other.drifts), said(straight.drifts))
      if (wrong !== undefined) return wrong
      await run(comparing(made, written, true))
      await run(plant(made, planted, rival))
      await run(comparing(made, shuffled, true, { size }, rival))
      return differs("in the other order it comes to", await endIn(made, planted, rival), await endIn(made, planted))
    },
  ),
  over(
    "killed at any call on its way, and run again, it comes to the same end",
    fc.record({ names: someNames, diesAt: fc.integer({ min: 1, max: 8 }), size: fc.integer({ min: 1, max: 4 }) }),
    async (made, { diesAt, names, size }) => {
      const planted = plantedOf(names)
      const written = await begun(made, planted)
      await run(comparing(made, written, true))
      await run(plant(made, planted, rival))
      await run(Effect.exit(comparing(made, written, true, { diesAt, size }, rival)))
      await run(comparing(made, written, true, { size }, rival))
      return differs("killed it comes to", await endIn(made, planted, rival), await endIn(made, planted))
    },
  ),
]

/**
 * What holds of `reconcile` over a store; a law that does not hold throws, its sentence first.
 *
 * @example
 * ```ts
 * import { memoryDesk, reconcileLaws } from "@refund-rules/testing"
 *
 * for (const { check } of reconcileLaws(() => memoryDesk())) await check({ runs: 2 })
 * ```
 *
 * @since 0.1.0
 */
export const reconcileLaws = (makeBook: () => NoticeBookUnderTest | Promise<NoticeBookUnderTest>): readonly Law[] =>
  [...finding, ...ending].map((lawOf) => lawOf(makeBook))
