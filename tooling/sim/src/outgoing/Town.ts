/** All there is in a life of outgoing messages, and how people say something to a process of it. */
import type { WebhookBook } from "@refund-rules/engine"
import type { Webhooks } from "@refund-rules/server/outgoing/Webhooks"
import { Cause, type Context, type Effect, Exit } from "effect"
import type { Process } from "../service/Process.ts"
import type { Surroundings } from "../World.ts"
import type { Shelf } from "./book.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { History } from "./History.ts"
import type { Watch } from "./Watch.ts"

export type Services = WebhookBook | Webhooks

export interface Town {
  readonly world: Surroundings
  readonly shelf: Shelf
  readonly history: History
  readonly watch: Watch
  /** By URL. */
  readonly endpoints: ReadonlyMap<string, Endpoint>
  readonly processes: readonly Process<Services>[]
}

/** Says it to a process that is there; nobody hears of it where none is, or where it dies. */
export const ask = <A>(
  { processes, world: { chance, trace } }: Town,
  say: (services: Context.Context<Services>) => Effect.Effect<A, { readonly _tag: string }>,
  onAnswer: (answer: A) => void,
): void => {
  const there = processes.filter((one) => one.opened() !== undefined)
  if (there.length === 0) return
  const chosen = chance.oneOf(there)
  chosen.run(say(chosen.opened()!), (exit) => {
    if (Exit.isSuccess(exit)) return onAnswer(exit.value)
    if (!exit.cause.reasons.some(({ _tag }) => _tag === "Fail"))
      trace.broken("nothing breaks", Cause.pretty(exit.cause))
  })
}

/** No call is under way any longer after so long. */
const PATIENCE_MILLIS = 120_000

/** Says it again and again until there is an answer. */
export const askUntil = <A>(town: Town, say: Parameters<typeof ask<A>>[1], onAnswer: (answer: A) => void): void => {
  let isAnswered = false
  const once = (): void => {
    if (isAnswered) return
    ask(town, say, (answer) => {
      isAnswered = true
      onAnswer(answer)
    })
    town.world.timeline.after(PATIENCE_MILLIS, once)
  }
  once()
}

/** Addresses that are in use. */
export const wanted = ({ endpoints }: Town): readonly Endpoint[] =>
  [...endpoints.values()].filter(({ isWanted, secret }) => isWanted && secret !== undefined)
