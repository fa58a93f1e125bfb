/** Answers `/v1/reports`: sums over a period, a day at a time, so that others are answered in between. */
import { type RefundTotal, Reports } from "@refund-rules/engine"
import { Effect, Result } from "effect"
import { fine } from "./answers.ts"
import { invalid, type Problem } from "./Problem.ts"
import { instant, type Parameter, readQuery } from "./readQuery.ts"
import type { Route } from "./Route.ts"

const DAY = 86_400_000
const LONGEST_DAYS = 366
const USUAL_DAYS = 30
const MOST_TOTALS = 10_000

const names = ["status", "reason", "provider", "day"] as const
type Name = (typeof names)[number]

const someNames: Parameter<readonly Name[]> = (given) => {
  const wanted = given.split(",")
  return wanted.length <= names.length && wanted.every((one) => names.some((name) => name === one))
    ? Result.succeed(names.filter((name) => wanted.includes(name)))
    : Result.fail(`expected some of ${names.join(", ")}, with commas between`)
}

const parameters = { from: instant, until: instant, by: someNames }

/** The routes of reports. */
export const reports = Effect.map(Reports, (sums): readonly Route[] => [
  {
    method: "GET",
    path: "/v1/reports/refunds",
    scope: "read",
    body: "none",
    key: "repeatable",
    takesQuery: true,
    answer: Effect.fnUntraced(function* ({ caller, query }) {
      const { by = ["status"], ...given } = yield* readQuery(query, parameters)
      const period = yield* periodOf(given)
      const totals = new Map<string, Total>()
      for (const day of daysOf(period)) {
        for (const one of yield* sums.refunds(caller.scope, day)) add(totals, one, by, day.from.slice(0, 10))
        if (totals.size > MOST_TOTALS)
          return yield* tooMuch("/by", `there are more than ${MOST_TOTALS} totals: name fewer, or a shorter period`)
      }
      const told = [...totals.values()]
      // A sum that is no safe integer is said to be none, never rounded.
      return told.every(({ amount }) => Number.isSafeInteger(amount))
        ? fine({ ...period, totals: told })
        : yield* tooMuch("/until", "a sum is beyond what an amount can say: name a shorter period")
    }),
  },
])

const tooMuch = (pointer: string, detail: string) => invalid([{ pointer, code: "too_much", detail }])

interface Period {
  readonly from: string
  readonly until: string
}

const periodOf = ({ from, until }: Partial<Period>): Effect.Effect<Period, Problem> => {
  const end = until === undefined ? Date.now() : Date.parse(until)
  const start = from === undefined ? end - USUAL_DAYS * DAY : Date.parse(from)
  if (start <= end && end - start <= LONGEST_DAYS * DAY)
    return Effect.succeed({ from: new Date(start).toISOString(), until: new Date(end).toISOString() })
  const detail = `expected at most ${LONGEST_DAYS} days, of which \`from\` is the begin`
  return Effect.fail(invalid([{ pointer: "/from", code: "not_a_period", detail }]))
}

/** The days of a period in UTC, the first and the last as far as they are part of it. */
function* daysOf({ from, until }: Period): Generator<Period> {
  const end = Date.parse(until)
  for (let start = Date.parse(from); start < end;) {
    const next = Math.min(end, (Math.floor(start / DAY) + 1) * DAY)
    yield { from: new Date(start).toISOString(), until: new Date(next).toISOString() }
    start = next
  }
}

interface Total {
  readonly currency: string
  refunds: number
  amount: number
}

const add = (totals: Map<string, Total>, one: RefundTotal, by: readonly Name[], day: string): void => {
  const { amount, currency, refunds } = one
  const alike = Object.fromEntries(by.map((name) => [name, name === "day" ? day : one[name]]))
  const key = JSON.stringify([alike, currency])
  const total = totals.get(key)
  if (total === undefined) return void totals.set(key, { ...alike, currency, refunds, amount })
  total.refunds += refunds
  total.amount += amount
}
