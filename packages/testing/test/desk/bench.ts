/** What the tests of the desk are written with: a desk over one memory, opened again as after a crash. */
import { type Policy, parsePolicy } from "@refund-rules/core"
import {
  type Caller,
  type CrashAt,
  type DispatchSettings,
  type DeskSettings,
  type Inbox,
  type RefundDeskShape,
} from "@refund-rules/engine"
import {
  type GatewayService,
  type MemoryDesk,
  memoryDesk,
  simulatedGateway,
  type TestClock,
  testClock,
} from "@refund-rules/testing"
import { Cause, Effect, Exit, Option } from "effect"
import { deskOver } from "../../src/desk/deskOver.ts"

export const scope = { merchant: "shop", mode: "test" } as const

export const alice: Caller = { scope, actor: { id: "alice" } }
export const bob: Caller = { scope, actor: { id: "bob", roles: ["lead"] } }

/** Promises of the desk's answers, as an embedder would see them. */
export type Asked = {
  readonly [Method in keyof Omit<RefundDeskShape, "importPayments" | "verify">]: (
    ...given: Parameters<RefundDeskShape[Method]>
  ) => Promise<Effect.Success<ReturnType<RefundDeskShape[Method]>>>
}

export interface OpenedDesk {
  readonly desk: RefundDeskShape
  readonly ask: Asked
  readonly memory: MemoryDesk
  readonly clock: TestClock
  readonly inbox: (typeof Inbox)["Service"]
  /** One round of the dispatcher. */
  readonly round: () => Promise<number>
}

export interface Opening {
  readonly memory?: MemoryDesk
  readonly clock?: TestClock
  readonly gateway?: GatewayService
  readonly settings?: DeskSettings
  readonly dispatch?: DispatchSettings
  /** What happens at the named points of a process. */
  readonly crash?: (at: CrashAt) => void
  /** Ids of two desks over one memory must differ. */
  readonly generation?: string
}

/** A desk over a memory, with a clock that stands still and a gateway that works. */
export const openTestDesk = async (opening: Opening = {}): Promise<OpenedDesk> => {
  const clock = opening.clock ?? testClock()
  const memory = opening.memory ?? memoryDesk(clock.milliseconds)
  const { gateway = simulatedGateway().gateway, generation = "" } = opening
  const { crash, dispatch, settings } = opening
  const around = { layer: memory.layer, clock, gateway, generation, crash, dispatch, settings }
  const { desk, inbox, round } = await deskOver(around)
  return { desk, ask: asked(desk), memory, clock, inbox, round }
}

const asked = (desk: RefundDeskShape): Asked =>
  Object.fromEntries(
    Object.entries(desk).map(([name, method]) => [
      name,
      (...given: readonly never[]) =>
        Effect.runPromise((method as (...given: readonly never[]) => Effect.Effect<unknown>)(...given)),
    ]),
  ) as unknown as Asked

/** The error an effect of the desk ends with, by its tag and its code. */
export const failure = async <A, E>(effect: Effect.Effect<A, E>): Promise<string> => {
  const exit = await Effect.runPromiseExit(effect)
  if (Exit.isSuccess(exit)) return `no failure, but ${JSON.stringify(exit.value)}`
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error === undefined) return `a defect: ${Cause.pretty(exit.cause)}`
  const {
    _tag,
    code,
    faults = [],
    what = "",
  } = error as unknown as {
    readonly _tag: string
    readonly code?: string
    readonly what?: string
    readonly faults?: readonly { readonly code: string }[]
  }
  return [_tag, code ?? what, ...faults.map((one) => one.code)].filter((word) => word !== "").join(" ")
}

export const keyOf = (key: string, fingerprint = "same", door = "native") => ({ door, key, fingerprint })

/** A captured payment of 100.00 EUR at the provider of the tests. */
export const paid = (given: object = {}) => ({
  id: "p1",
  provider: "sandbox",
  references: {},
  currency: "EUR",
  captured: 10_000,
  ...given,
})

export const policyOf = (rules: readonly unknown[], given: object = {}): Policy => {
  const parsed = parsePolicy({ id: "default", bindAt: "request", rules, terms: {}, ...given })
  if (!parsed.ok) throw new Error(`the policy of a test must be well formed: ${JSON.stringify(parsed.faults)}`)
  return parsed.value
}

export const publish = ({ memory: { policies }, clock }: OpenedDesk, policy: Policy) =>
  Effect.runPromise(policies.publish(scope, policy, clock.instant()))

/** Everything above so much is looked at by somebody first. */
export const reviewAbove = (amount: number) => ({
  id: "limit",
  requires: { _tag: "AmountAtMost", limits: { EUR: amount } },
  otherwise: "Review",
})
