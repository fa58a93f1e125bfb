/** The laws of seals, each checked on a fresh store that two processes have open, and that somebody tampers with. */
import { type Alarm, isSigned, type Scope, sealAll, SealBook, sealHash, type SealKept } from "@refund-rules/engine"
import { Effect, Stream } from "effect"
import fc from "fast-check"
import type { Law } from "../laws/Law.ts"
import { AT, asking, paymentOf, plain, rival, run, shop, shopLive, together } from "./bench.ts"
import { lawsOf } from "./lawOfStores.ts"
import type { SealingInstance, SealsUnderTest } from "./SealsUnderTest.ts"
import { keysOf, tamperings } from "./tamperings.ts"

const { once, over } = lawsOf<SealsUnderTest>()

const scopes: readonly Scope[] = [shop, rival, shopLive]

/** Seals everything of a mode; the lease is over at once, so that whoever comes next may. */
const seal = async (
  { seals }: SealingInstance,
  mode: Scope["mode"],
  worker: string,
  bytes: readonly number[] = [1],
) => {
  const round = sealAll({ mode, worker, leaseSeconds: 0, keys: await keysOf(...bytes) })
  return run(Effect.provideService(round, SealBook, seals))
}

const brokenIn = async ({ records }: SealingInstance): Promise<readonly string[]> => {
  const found = await run(Stream.runCollect(records.verify))
  return found.flatMap(({ broken }) => broken.map(({ detail, what }) => `${what}: ${detail}`))
}

const atStart = async ({ seals }: SealingInstance): Promise<readonly string[]> => {
  const found = await Promise.all((["live", "test"] as const).map((mode) => run(seals.standing(mode))))
  return [...new Set(found.flatMap(({ broken }) => broken.map(({ detail, what }) => `${what}: ${detail}`)))]
}

/** Something that is done: an ask of a payment, which may open an incident, or a round of seals, by one of the two. */
type Deed =
  | { readonly by: 0 | 1; readonly ask: number; readonly scope: number; readonly alarms: boolean }
  | { readonly by: 0 | 1; readonly seal: Scope["mode"] }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      by: fc.constantFrom(0, 1),
      ask: fc.nat(2),
      scope: fc.nat(2),
      alarms: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ by: fc.constantFrom(0, 1), seal: fc.constantFrom("test", "live") }) },
)

const life = fc.array(deed, { minLength: 1, maxLength: 14 })

const alarm: Alarm = { kind: "unknown_outcome", detail: "nobody knows" }

const lived = async ({ instances }: SealsUnderTest, deeds: readonly Deed[]): Promise<void> => {
  for (const scope of scopes)
    for (const id of ["p0", "p1", "p2"]) await run(instances[0].store.open(scope, paymentOf(id)))
  for (const [index, one] of deeds.entries()) {
    const instance = instances[one.by]
    if ("seal" in one) {
      await seal(instance, one.seal, `w${one.by}`)
      continue
    }
    const judge = (ledger: Parameters<ReturnType<typeof asking>>[0]) => ({
      ...asking(`r${index}`, 10)(ledger),
      ...(one.alarms ? { alarms: [alarm] } : {}),
    })
    const scope = scopes[one.scope]!
    await run(instance.store.change(scope, `p${one.ask}`, judge))
    if (!one.alarms || index % 2 === 0) continue
    const [open] = (await run(instance.records.incidents(scope, { status: "open" }, { limit: 1 }))).items
    await run(instance.records.resolveIncident(scope, open!.id, { actor: "ann", resolution: "seen" }))
  }
}

const clean = async (one: SealingInstance): Promise<string | undefined> => {
  const found = [...(await brokenIn(one)), ...(await atStart(one))]
  return found.length === 0 ? undefined : `it was found broken: ${found.join("; ")}`
}

const whole = [
  over("whatever happened and whoever sealed it, in any order, is proven", life, async (made, deeds) => {
    await lived(made, deeds)
    const before = (await clean(made.instances[0])) ?? (await untold(made))
    if (before !== undefined) return before
    for (const mode of ["live", "test"] as const) await seal(made.instances[1], mode, "last")
    return (await clean(made.instances[1])) ?? (await unsealedIn(made))
  }),
  over("of two that seal at once each thing is sealed once", life, async (made, deeds) => {
    await lived(made, deeds)
    const keys = await keysOf(1)
    const rounds = made.instances.map(({ seals }, index) =>
      Effect.provideService(sealAll({ mode: "test", worker: `w${index}`, leaseSeconds: 30, keys }), SealBook, seals),
    )
    await together([...rounds, ...rounds])
    return (await clean(made.instances[0])) ?? (await unsealedIn(made, ["test"]))
  }),
]

/** What is under no seal though everything was to be. */
const unsealedIn = async (
  { instances, sql }: SealsUnderTest,
  modes: readonly string[] = ["live", "test"],
): Promise<string | undefined> => {
  for (const { merchant, mode } of scopes.filter((scope) => modes.includes(scope.mode))) {
    const own = `where merchant = '${merchant}' and mode = '${mode}'`
    const [events] = await sql(`select count(*) as count from event ${own}`)
    const [incidents] = await sql(`select count(*) as count from incident_event ${own}`)
    const newest = await run(instances[0].seals.newest({ merchant, mode }))
    const found = [newest?.events ?? 0, newest?.incidents ?? 0]
    const there = [Number(events!["count"]), Number(incidents!["count"])]
    if (plain(found) !== plain(there)) return `of ${plain(there)} things ${plain(found)} are sealed`
  }
  for (const mode of ["live", "test"] as const) {
    const since = modes.includes(mode) ? await run(instances[0].seals.unsealedSince(mode)) : undefined
    if (since !== undefined) return `all is sealed, and something is said to wait since ${since}`
  }
  return undefined
}

/** What waits, where nobody says that it does. */
const untold = async ({ instances, sql }: SealsUnderTest): Promise<string | undefined> => {
  for (const mode of ["live", "test"] as const) {
    const [events] = await sql(`select count(*) as count, min(at) as first from event where mode = '${mode}'`)
    const sealed = await run(instances[0].seals.signedOtherwise(mode, ""))
    const isAny = sealed.length === 0 && Number(events!["count"]) > 0
    const since = await run(instances[0].seals.unsealedSince(mode))
    if (isAny && since !== events!["first"])
      return `nothing is sealed, the first is of ${String(events!["first"])}, and something waits since ${since}`
  }
  return undefined
}

/** A life that ends sealed, so that whatever is changed is under a seal. */
const tampered = fc.record({ deeds: life, chance: fc.array(fc.nat(1_000_000), { minLength: 4, maxLength: 4 }) })

const changes = Object.entries(tamperings).map(([what, tamper]) =>
  over(`it is found where ${what}, by a proof and by whoever starts`, tampered, async (made, { chance, deeds }) => {
    await lived(made, deeds)
    for (const mode of ["live", "test"] as const) await seal(made.instances[0], mode, "last")
    let drawn = 0
    if (!(await tamper(made, (upTo) => (chance[drawn++ % chance.length] ?? 0) % Math.max(1, upTo)))) return undefined
    const [one] = made.instances
    const strange = await strangers(made)
    if ((await brokenIn(one)).length + strange === 0) return "a proof found nothing"
    return (await atStart(one)).length + strange > 0 ? undefined : "a start found nothing"
  }),
)

/** How many merchants have a newest seal that is of no key of ours. */
const strangers = async ({ instances: [{ seals }] }: SealsUnderTest): Promise<number> => {
  const { trusts } = await keysOf(1)
  const found = await Promise.all((["live", "test"] as const).map((mode) => run(seals.signedOtherwise(mode, ""))))
  return found.flat().filter(({ last }) => !trusts(last!.publicKey)).length
}

const asked = async ({ store }: SealingInstance, id: string, scope = shop): Promise<void> => {
  await run(store.open(scope, paymentOf("p1")))
  await run(store.change(scope, "p1", asking(id, 10)))
}

const leases = [
  once("while one seals, another leaves it to that one, until the lease is over", async ({ instances }) => {
    const [one, two] = instances
    await asked(one, "r1")
    const of = async (instance: SealingInstance, worker: string, seconds: number) =>
      (await run(instance.seals.lease("test", worker, seconds))) !== undefined
    const found = [await of(one, "a", 30), await of(two, "b", 30), await of(one, "a", 0), await of(two, "b", 0)]
    return plain(found) === plain([true, false, true, true]) ? undefined : `they might: ${plain(found)}`
  }),
  once("seals of whoever's lease was taken over are not kept", async ({ instances }) => {
    const [one, two] = instances
    await asked(one, "r1")
    const from = await run(one.seals.lease("test", "a", 0))
    const { to } = await run(one.seals.unsealed("test", from!))
    const made = await seal(two, "test", "b")
    const isKept = await run(one.seals.put("test", "a", from!, to, made))
    const newest = await run(two.seals.newest(shop))
    return !isKept && newest?.number === 1 ? await clean(one) : "they were kept"
  }),
  once("a mode is sealed by itself, and where nothing happened nothing is", async (made) => {
    const [one] = made.instances
    await asked(one, "r1")
    await asked(one, "r2", shopLive)
    const rounds = [await seal(one, "test", "a"), await seal(one, "test", "a")]
    const found = [rounds.map((round) => round.length), (await run(one.seals.newest(shopLive))) === undefined]
    return plain(found) === plain([[1, 0], true]) ? await clean(one) : `there were ${plain(found)}`
  }),
]

const keys = [
  once("a key that follows another seals anew, and the older one may be forgotten", async (made) => {
    const [one] = made.instances
    for (const scope of [shop, rival]) await asked(one, "r1", scope)
    await seal(one, "test", "a", [1])
    const turned = await seal(one, "test", "a", [2, 1])
    await run(one.store.change(shop, "p1", asking("r2", 10)))
    const alone = await seal(one, "test", "a", [2])
    const found = [turned.length, alone.length, (await run(one.seals.newest(shop)))?.number]
    return plain(found) === plain([2, 1, 3]) ? await clean(one) : `there were ${plain(found)}`
  }),
  once("nothing is sealed on top of a seal that is of no key of ours", async (made) => {
    const [one] = made.instances
    await asked(one, "r1")
    await seal(one, "test", "a", [1])
    await run(one.store.change(shop, "p1", asking("r2", 10)))
    const ended = await seal(one, "test", "a", [2]).catch(
      (error: unknown) => (error as { readonly _tag?: string })._tag,
    )
    return ended === "SealNotOurs" ? undefined : `it ended with ${plain(ended)}`
  }),
  once("a seal is provable without the store, and names the one before by its hash", async (made) => {
    const [one] = made.instances
    await asked(one, "r1")
    const [first] = (await seal(one, "test", "a")) as readonly SealKept[]
    await run(one.store.change(shop, "p1", asking("r2", 10)))
    const [second] = (await seal(one, "test", "a")) as readonly SealKept[]
    const { place: _place, ...alone } = second!
    const other = { ...alone, at: AT }
    const found = [
      await run(isSigned(alone)),
      await run(isSigned(other)),
      alone.before === (await run(sealHash(first!))),
    ]
    return plain(found) === plain([true, false, true]) ? undefined : `it was ${plain(found)}`
  }),
]

/**
 * What holds of seals; a law that does not hold throws, its sentence first.
 *
 * @example
 * ```ts sketch
 * import { sealLaws, type SealsUnderTest } from "@refund-rules/testing"
 *
 * export const lawsOver = (makeStore: () => Promise<SealsUnderTest>) => sealLaws(makeStore)
 * ```
 *
 * @since 0.1.0
 */
export const sealLaws = (makeStore: () => SealsUnderTest | Promise<SealsUnderTest>): readonly Law[] =>
  [...whole, ...changes, ...leases, ...keys].map((lawOf) => lawOf(makeStore))
