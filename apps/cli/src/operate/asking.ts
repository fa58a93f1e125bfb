/** What is asked for, from options or from a file: one ask, read by the core. */
import { randomUUID } from "node:crypto"
import { parseAsk } from "@refund-rules/core"
import type { OnceKey } from "@refund-rules/engine"
import { Effect, Option } from "effect"
import { Argument, Flag } from "effect/cli"
import { hash } from "node:crypto"
import { readJson } from "../manners/json.ts"
import { misused, unreadable } from "../manners/Wrong.ts"

export const paymentArgument = Argument.String("payment").pipe(Argument.withDescription("The payment's id"))

export const askFlags = {
  amount: Flag.Int("amount").pipe(
    Flag.withDescription("How much, in the currency's smallest unit; everything where left out"),
    Flag.optional,
  ),
  ask: Flag.String("ask").pipe(
    Flag.withMetavar("<file>"),
    Flag.withDescription("The whole ask as JSON, with lines; - for standard input"),
    Flag.optional,
  ),
  reason: Flag.String("reason").pipe(Flag.withDescription("Why, as one of the known reasons"), Flag.optional),
  note: Flag.String("note").pipe(Flag.withDescription("What staff should know"), Flag.optional),
}

export const onceFlag = Flag.String("once").pipe(
  Flag.withMetavar("<key>"),
  Flag.withDescription("A key under which this happens once, however often it is run"),
  Flag.optional,
)

interface AskOptions {
  readonly amount: Option.Option<number>
  readonly ask: Option.Option<string>
  readonly reason: Option.Option<string>
  readonly note: Option.Option<string>
}

export const readAsk = Effect.fnUntraced(function* ({ amount, ask, note, reason }: AskOptions) {
  if (Option.isSome(ask) && (Option.isSome(amount) || Option.isSome(reason) || Option.isSome(note)))
    return yield* misused("`--ask` says everything already", "leave the other options out, or write them into the file")
  const json = Option.isSome(ask)
    ? (yield* readJson(ask.value)).value
    : {
        ...(Option.isSome(amount) ? { amount: amount.value } : {}),
        ...(Option.isSome(reason) ? { reason: reason.value } : {}),
        ...(Option.isSome(note) ? { note: note.value } : {}),
      }
  const read = parseAsk(json)
  return read.ok ? json : yield* unreadable("the ask", read.faults)
})

/** A key of somebody's own, or one that nobody else will ever use. */
export const onceOf = (key: Option.Option<string>, content: unknown): OnceKey => ({
  door: "cli",
  key: Option.getOrElse(key, randomUUID),
  fingerprint: hash("sha256", JSON.stringify(content)),
})
