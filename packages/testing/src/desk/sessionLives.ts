/** Lives of sessions: two processes over one store, each with a clock of its own that may be set wrong, and what they tell. */
import type { Caller, OnceKey, RecordedEvent, SessionView } from "@refund-rules/engine"
import { Cause, Effect, Exit, Option } from "effect"
import fc from "fast-check"
import { testClock, type TestClock } from "../fakes/clock.ts"
import { simulatedGateway } from "../gateway/simulatedGateway.ts"
import { deskOver, type DeskOver } from "./deskOver.ts"
import type { DeskStoreUnderTest, MakeDeskStore } from "./lives.ts"

type Who = 0 | 1

/** `which` counts the sessions that were opened, and begins anew behind the last. */
export type SessionStep =
  | { readonly _tag: "open"; readonly who: Who; readonly amount: number; readonly seconds: number }
  | { readonly _tag: "execute" | "cancel" | "look"; readonly who: Who; readonly which: number }
  | { readonly _tag: "list" | "sweep" | "restart"; readonly who: Who }
  | { readonly _tag: "both sweep" }
  | { readonly _tag: "time"; readonly who: Who; readonly seconds: number }

const who = fc.constantFrom<Who>(0, 1)
const steps = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("open"),
      who,
      amount: fc.integer({ min: 1, max: 4000 }),
      seconds: fc.constantFrom(1, 60, 3600),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ _tag: fc.constantFrom("execute", "cancel", "look", "look"), who, which: fc.nat(5) }),
  },
  { weight: 4, arbitrary: fc.record({ _tag: fc.constantFrom("list", "list", "sweep", "restart"), who }) },
  { weight: 1, arbitrary: fc.constant({ _tag: "both sweep" }) },
  {
    weight: 4,
    arbitrary: fc.record({ _tag: fc.constant("time"), who, seconds: fc.constantFrom(1, 59, 3600, 7200, -60, -7200) }),
  },
) as fc.Arbitrary<SessionStep>

export const sessionLives: fc.Arbitrary<readonly SessionStep[]> = fc.array(steps, { minLength: 1, maxLength: 24 })

/** What somebody was told of a session. */
export interface ToldOf {
  readonly session: Pick<SessionView, "expiresAt" | "id" | "status">
  /** What the clock of whoever told it showed, and the most that any clock had shown by then. */
  readonly clock: string
  readonly latest: string
}

/** The money of the payment as one process told it, beside what the claims it tells of take. */
export interface Taken {
  readonly balance: number
  readonly claims: number
}

/** How a life went. */
export interface SessionsLived {
  readonly told: readonly ToldOf[]
  readonly taken: readonly Taken[]
  /** What was taken before and after each session that was executed. */
  readonly passed: readonly { readonly before: number; readonly after: number }[]
  readonly events: readonly RecordedEvent[]
}

const clerk: Caller = { scope: { merchant: "shop", mode: "test" }, actor: { id: "clerk" } }
const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }

const all = { limit: 100 }

export const liveSessions = async (makeStore: MakeDeskStore, life: readonly SessionStep[]): Promise<SessionsLived> => {
  const clocks = [testClock(), testClock()] as const
  const store = await makeStore(clocks[0].milliseconds)
  const shop = await openShop(store, clocks)
  try {
    await Effect.runPromise(shop.desks[0].desk.registerPayment(clerk, payment))
    for (const one of life) await shop.take(one)
    for (const who of [0, 1] as const) await shop.take({ _tag: "time", who, seconds: 86_400 })
    await shop.take({ _tag: "both sweep" })
    await shop.take({ _tag: "list", who: 1 })
    const events = await Effect.runPromise(shop.desks[0].desk.events(clerk, { paymentId: "p1" }, 1000))
    return { ...shop.lived, events }
  } finally {
    await shop.close()
    await store.close?.()
  }
}

type Clocks = readonly [TestClock, TestClock]

const openShop = async (store: DeskStoreUnderTest, clocks: Clocks) => {
  const { gateway } = simulatedGateway()
  const opened: DeskOver[] = []
  const begin = async (which: Who): Promise<DeskOver> => {
    const generation = `${opened.length}_`
    const desk = await deskOver({ layer: store.layer, clock: clocks[which], gateway, generation })
    opened.push(desk)
    return desk
  }
  const desks: [DeskOver, DeskOver] = [await begin(0), await begin(1)]
  const lived = { told: [] as ToldOf[], taken: [] as Taken[], passed: [] as { before: number; after: number }[] }
  let latest = clocks[0].instant()
  const tell = (which: Who, { expiresAt, id, status }: SessionView): void =>
    void lived.told.push({ session: { expiresAt, id, status }, clock: clocks[which].instant(), latest })
  const claim = claiming(desks, clocks, lived.passed)
  const take = async (step: SessionStep): Promise<void> => {
    switch (step._tag) {
      case "time":
        clocks[step.who].move(step.seconds)
        latest = [latest, ...clocks.map((clock) => clock.instant())].toSorted().at(-1)!
        return
      case "restart":
        desks[step.who] = await begin(step.who)
        return
      case "sweep":
        return void (await desks[step.who].round())
      case "both sweep":
        return void (await Promise.all(desks.map(({ round }) => round())))
      case "list": {
        const { sessions, taken } = await listed(desks[step.who])
        lived.taken.push(taken)
        return sessions.forEach((session) => tell(step.who, session))
      }
      case "open":
      case "look":
      case "cancel":
      case "execute": {
        const session = await claim(step)
        if (session !== undefined) tell(step.who, session)
      }
    }
  }
  const close = async (): Promise<void> => {
    for (const desk of opened) await desk.close()
  }
  return { desks, take, lived, close }
}

type Claiming = Extract<SessionStep, { readonly _tag: "cancel" | "execute" | "look" | "open" }>

/** What is done to one session: as it is told then, or nothing where it could not be done. */
const claiming = (
  desks: readonly [DeskOver, DeskOver],
  clocks: Clocks,
  passed: { before: number; after: number }[],
): ((step: Claiming) => Promise<SessionView | undefined>) => {
  const known: string[] = []
  let keys = 0
  const newKey = (): OnceKey => ({ door: "native", key: `key ${++keys}`, fingerprint: "" })
  return async (step) => {
    const desk = desks[step.who]
    if (step._tag === "open") {
      const session = await open(desk, step, clocks[step.who], newKey())
      if (session !== undefined) known.push(session.id)
      return session
    }
    const id = known[step.which % Math.max(1, known.length)]
    if (id === undefined) return undefined
    const before = (await listed(desk)).taken.balance
    const session = await asking(desk, step._tag, id, newKey())
    if (step._tag === "execute" && session !== undefined)
      passed.push({ before, after: (await listed(desk)).taken.balance })
    return session
  }
}

const open = async (
  { desk }: DeskOver,
  { amount, seconds }: Extract<SessionStep, { readonly _tag: "open" }>,
  clock: TestClock,
  key: OnceKey,
): Promise<SessionView | undefined> => {
  const expiresAt = new Date(clock.milliseconds() + seconds * 1000).toISOString()
  const answered = await unlessRefused(desk.openSession(clerk, { key, paymentId: "p1", ask: { amount }, expiresAt }))
  return answered?.answer._tag === "Opened" ? answered.answer.session : undefined
}

/** Does it, and tells what came of it; nothing where it could not be done. */
const asking = async (
  { desk }: DeskOver,
  what: "cancel" | "execute" | "look",
  id: string,
  key: OnceKey,
): Promise<SessionView | undefined> => {
  switch (what) {
    case "look":
      return Effect.runPromise(desk.session(clerk, id))
    case "cancel":
      return unlessRefused(desk.cancelSession(clerk, id))
    case "execute": {
      const executed = await unlessRefused(desk.executeSession(clerk, { key, sessionId: id }))
      return executed === undefined ? undefined : Effect.runPromise(desk.session(clerk, id))
    }
  }
}

/** Everything there is, and what it takes: what open sessions hold, and refunds that are not let go. */
const listed = async ({
  desk,
}: DeskOver): Promise<{ readonly sessions: readonly SessionView[]; readonly taken: Taken }> => {
  const { items: sessions } = await Effect.runPromise(desk.sessions(clerk, {}, all))
  const { items: refunds } = await Effect.runPromise(desk.refunds(clerk, {}, all))
  const { held, refunded } = (await Effect.runPromise(desk.payment(clerk, "p1"))).balance
  const open = sessions.filter(({ status }) => status === "open")
  const active = refunds.filter(({ status }) => status !== "failed")
  const claims = [...open, ...active].reduce((sum, { amount }) => sum + amount, 0)
  return { sessions, taken: { balance: held + refunded, claims } }
}

/** A refusal is an answer here, too; anything else that fails is a fault. */
const unlessRefused = async <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E>) => {
  const exit = await Effect.runPromiseExit(effect)
  if (Exit.isSuccess(exit)) return exit.value
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error?._tag === "Conflict" || error?._tag === "Invalid") return undefined
  throw new Error(Cause.pretty(exit.cause))
}
