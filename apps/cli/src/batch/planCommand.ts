/** `batch plan`: judges every row of a file and writes down what it would come to; nothing is held. */
import { createReadStream, existsSync } from "node:fs"
import { extname } from "node:path"
import { codeOf, formatMoney, parseAsk } from "@refund-rules/core"
import { Clock, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { Front } from "../front/Front.ts"
import { frontFlags, withFront } from "../front/withFront.ts"
import type { Row } from "../importing/Row.ts"
import { type Placed, rowsOf } from "../importing/rows.ts"
import { give } from "../manners/answer.ts"
import { pathOf, writeNew } from "../manners/files.ts"
import type { Ink } from "../manners/ink.ts"
import { progressOf } from "../manners/progress.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { table } from "../manners/table.ts"
import { wrap } from "../manners/wrap.ts"
import { misused, unavailable } from "../manners/Wrong.ts"
import { hashOf, type Plan, type PlanRow, totalsOf } from "./Plan.ts"

export const planCommand = Command.make(
  "plan",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription(
        "CSV with payment,amount,reason,note, where no amount is all that remains; or NDJSON with paymentId and an ask",
      ),
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("<file>"),
      Flag.withDescription("Where the plan is written; FILE.plan.json where left out"),
      Flag.optional,
    ),
    ...frontFlags,
  },
  Effect.fnUntraced(function* (input) {
    const { file, merchant, mode } = input
    const path = yield* pathOf(file)
    if (file === "-" || !existsSync(path)) return yield* misused(`there is no file \`${file}\``, "look at its name")
    const read = yield* Effect.tryPromise({
      try: () => gathered(rowsOf(createReadStream(path), extname(file) === ".csv")),
      catch: (error) => unavailable(`\`${file}\` cannot be read: ${String(error)}`),
    })
    const plannedAt = new Date(yield* Clock.currentTimeMillis).toISOString()
    const rows = yield* withFront(input, (front) => judged(front, read))
    const plan: Plan = { merchant, mode, plannedAt, rows }
    const [hash, out] = [hashOf(plan), Option.getOrElse(input.out, () => `${file}.plan.json`)]
    yield* writeNew(out, `${JSON.stringify({ hash, plan })}\n`)
    yield* give({
      json: { out, hash, rows: rows.length, verdicts: counts(rows), totals: totalsOf(rows) },
      text: (ink, width) => planText(out, hash, rows, ink, width),
    })
  }),
).pipe(
  Command.withDescription("Judge each row of a file of refunds and write a plan with a hash; nothing is held"),
  Command.withShortDescription("Judge a file of refunds"),
  Command.withExamples([
    {
      command: "refund-rules batch plan refunds.csv --out shop/plan.json --db shop/refunds.db",
      description: "What each row would come to",
    },
  ]),
)

const gathered = async <A>(all: AsyncIterable<A>): Promise<readonly A[]> => {
  const found: A[] = []
  for await (const one of all) found.push(one)
  return found
}

const judged = Effect.fnUntraced(function* (front: Front, read: readonly Placed[]) {
  const progress = progressOf(yield* Surroundings, "rows")
  const rows: PlanRow[] = []
  for (const { line, row } of read) {
    rows.push(
      row.ok
        ? yield* judgedRow(front, line, row.value)
        : unreadableRow(
            line,
            row.faults.map(({ message }) => message),
          ),
    )
    progress.at(rows.length, rows.length, read.length)
  }
  progress.end()
  return rows
})

const unreadableRow = (line: number, why: readonly string[], paymentId = ""): PlanRow => ({
  line,
  paymentId,
  ask: null,
  verdict: "Unreadable",
  amount: 0,
  currency: "",
  why,
})

const judgedRow = Effect.fnUntraced(function* (front: Front, line: number, row: Row) {
  const { ask, paymentId } = wanted(row)
  const read = parseAsk(ask)
  if (typeof paymentId !== "string" || paymentId === "") return unreadableRow(line, ["it names no payment"])
  if (!read.ok)
    return unreadableRow(
      line,
      read.faults.map(({ message, path }) => `${path} ${message}`),
      paymentId,
    )
  const quoted = yield* Effect.result(front.quote({ paymentId, ask }))
  if (quoted._tag === "Failure") {
    if (!isAbsent(quoted.failure)) return yield* quoted.failure
    return unreadableRow(line, [`there is no payment \`${paymentId}\``], paymentId)
  }
  const { _tag: verdict, quote, violations } = quoted.success
  const planned: PlanRow = {
    line,
    paymentId,
    ask,
    verdict,
    amount: verdict === "Refuse" ? 0 : quote.total,
    currency: quote.currency,
    why: [...new Set(violations.map(codeOf))],
  }
  return planned
})

const isAbsent = (error: { readonly _tag: string; readonly code?: string }): boolean =>
  error._tag === "NotFound" || error.code === "not_found"

/** The payment of a row and what is asked of it; an empty cell says nothing. */
const wanted = (row: Row): { readonly paymentId: unknown; readonly ask: Readonly<Record<string, unknown>> } => {
  if (!row.isCsv) {
    const { paymentId, ...ask } = (typeof row.json === "object" && row.json !== null ? row.json : {}) as Record<
      string,
      unknown
    >
    return { paymentId, ask }
  }
  const { paymentId, payment = paymentId, ...cells } = row.fields
  const ask = Object.entries(cells).flatMap(([name, text]) => {
    if (text === "") return []
    return [[name, name === "amount" && /^\d+$/.test(text) ? Number(text) : text] as const]
  })
  return { paymentId: payment, ask: Object.fromEntries(ask) }
}

const counts = (rows: readonly PlanRow[]): Readonly<Record<string, number>> => {
  const found: Record<string, number> = { Approve: 0, Review: 0, Refuse: 0, Unreadable: 0 }
  for (const { verdict } of rows) found[verdict] = (found[verdict] ?? 0) + 1
  return found
}

const SHOWN = 20

const planText = (out: string, hash: string, rows: readonly PlanRow[], ink: Ink, width: number): readonly string[] => {
  const others = rows.filter(({ verdict }) => verdict === "Refuse" || verdict === "Unreadable")
  const totals = Object.entries(totalsOf(rows))
  const names = ["rows", "approved", "for review"].map((name) => ({ name, isNumber: true }))
  return [
    ...others
      .slice(0, SHOWN)
      .flatMap(({ line, verdict, why }) => wrap(`${ink.bad(verdict)} line ${line}: ${why.join(", ")}`, width, "  ")),
    ...(others.length > SHOWN ? [`and ${others.length - SHOWN} more; they stand in the plan`] : []),
    ...Object.entries(counts(rows)).map(([name, count]) => `${name.padEnd(11)}${count}`),
    "",
    ...table(
      [{ name: "money" }, ...names],
      totals.map(([currency, { approved, review, rows: count }]) => [
        currency,
        String(count),
        formatMoney(approved, currency),
        formatMoney(review, currency),
      ]),
      { ink, width },
    ),
    "",
    `wrote ${out}`,
    `${ink.strong("next:")}  refund-rules batch run ${out} --hash ${hash.slice(0, 16)}`,
  ]
}
