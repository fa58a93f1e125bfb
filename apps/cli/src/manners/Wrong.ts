/** Why a command could not do its work, with the exit code that says so and what to do next. */
import type { Fault } from "@refund-rules/core"
import { Schema } from "effect"

/** Its exit: 1 refused or broken, 2 not understood, 3 not available. */
export class Wrong extends Schema.TaggedError<Wrong>()("Wrong", {
  exit: Schema.Literals([1, 2, 3]),
  code: Schema.String,
  message: Schema.String,
  next: Schema.optionalKey(Schema.String),
  faults: Schema.optionalKey(
    Schema.Array(Schema.Struct({ path: Schema.String, code: Schema.String, message: Schema.String })),
  ),
}) {}

/** Something the command line itself says wrong. */
export const misused = (message: string, next?: string): Wrong =>
  new Wrong({ exit: 2, code: "usage", message, ...(next === undefined ? {} : { next }) })

/** Something that cannot be read as what it should be, with every fault. */
export const unreadable = (what: string, faults: readonly Fault[], next?: string): Wrong =>
  new Wrong({
    exit: 2,
    code: "unreadable",
    message: `${what} cannot be read`,
    faults: [...faults],
    ...(next === undefined ? {} : { next }),
  })

/** Something that is not there just now. */
export const unavailable = (message: string, next?: string): Wrong =>
  new Wrong({ exit: 3, code: "unavailable", message, ...(next === undefined ? {} : { next }) })
