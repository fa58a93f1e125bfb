/** Options of lists: how many at once, and where to go on. */
import type { Paging } from "@refund-rules/engine"
import { Option } from "effect"
import { Flag } from "effect/cli"
import type { Ink } from "../manners/ink.ts"

export const listFlags = {
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("How many at once"),
    Flag.withDefault(20),
    Flag.filter(
      (limit) => limit >= 1 && limit <= 1000,
      () => "expected 1 to 1000",
    ),
  ),
  cursor: Flag.String("cursor").pipe(Flag.withDescription("Where the list before went on"), Flag.optional),
}

export const pagingOf = ({
  cursor,
  limit,
}: {
  readonly cursor: Option.Option<string>
  readonly limit: number
}): Paging => ({
  limit,
  ...(Option.isSome(cursor) ? { cursor: cursor.value } : {}),
})

/** Said below a list that goes on. */
export const more = (nextCursor: string | undefined, ink: Ink): readonly string[] =>
  nextCursor === undefined ? [] : ["", ink.faint(`more: --cursor ${nextCursor}`)]

/** Only what was given narrows. */
export const given = <A extends Readonly<Record<string, Option.Option<unknown>>>>(options: A) =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => (Option.isSome(value) ? [[name, value.value]] : [])),
  ) as { readonly [Name in keyof A]?: A[Name] extends Option.Option<infer Value> ? Value : never }
