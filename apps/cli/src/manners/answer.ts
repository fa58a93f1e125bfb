/** Gives a command's answer: one JSON value for a program, or lines for people; then the exit code it stands for. */
import { Effect, Schema } from "effect"
import { type Ink, inkOf } from "./ink.ts"
import { Surroundings } from "./Surroundings.ts"

export interface Answer {
  readonly json: unknown
  readonly text: (ink: Ink, columns: number) => readonly string[]
  /** 1 where what was asked about is refused or broken. */
  readonly exit?: 0 | 1
}

/** The end of a command that said all there is to say. */
export class Ended extends Schema.TaggedError<Ended>()("Ended", { exit: Schema.Literals([1, 2, 3]) }) {}

export const give = Effect.fnUntraced(function* ({ exit = 0, json, text }: Answer) {
  const place = yield* Surroundings
  const words = place.isJson ? JSON.stringify(json) : text(inkOf(place), place.columns).join("\n")
  place.out(`${words}\n`)
  if (exit !== 0) return yield* new Ended({ exit })
})
