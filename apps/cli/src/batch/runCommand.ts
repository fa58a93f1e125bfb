/** `batch run`: executes a plan and nothing else, at a measured pace, and stops where too much fails; running it again changes nothing. */
import type { RefundView } from "@refund-rules/engine"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { Front } from "../front/Front.ts"
import { frontFlags, withFront } from "../front/withFront.ts"
import { give } from "../manners/answer.ts"
import { readOwn } from "../manners/json.ts"
import { progressOf } from "../manners/progress.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { wrap } from "../manners/wrap.ts"
import { misused, Wrong } from "../manners/Wrong.ts"
import { onceOf } from "../operate/asking.ts"
import { parsePlan, type PlanRow } from "./Plan.ts"

export const runCommand = Command.make(
  "run",
  {
    file: Argument.String("plan").pipe(Argument.withDescription("What `batch plan` wrote")),
    hash: Flag.String("hash").pipe(
      Flag.withDescription("The plan's hash, or its first 16 characters: what was looked at"),
    ),
    rate: Flag.Finite("rate").pipe(Flag.withDescription("Refunds a second at most"), Flag.withDefault(5)),
    stopAfter: Flag.Int("stop-after").pipe(Flag.withDescription("Stop after so many failures"), Flag.withDefault(10)),
    ...frontFlags,
  },
  Effect.fnUntraced(function* (input) {
    const { value } = yield* readOwn(input.file, "the plan", parsePlan)
    const { merchant, mode, rows } = value.plan
    if (input.hash.length < 16 || !value.hash.startsWith(input.hash))
      return yield* misused(
        "this is not the plan of that hash",
        `look at the plan again: its hash is ${value.hash.slice(0, 16)}`,
      )
    if (merchant !== input.merchant || mode !== input.mode)
      return yield* misused(
        `it was planned for ${merchant} in ${mode}`,
        `say \`--merchant ${merchant} --mode ${mode}\``,
      )
    if (!(input.rate > 0)) return yield* misused("`--rate` must be more than 0")
    const audit = `batch_${value.hash.slice(0, 16)}`
    const planned = rows.filter(({ verdict }) => verdict === "Approve" || verdict === "Review")
    const ran = yield* withFront(input, (front) => execute({ front, audit, planned, ...input }))
    const skipped = rows.length - planned.length
    yield* give({
      json: { audit, ...ran, skipped },
      text: (ink, columns) => [
        ...ran.failed.flatMap(({ line, reason }) =>
          wrap(`${ink.bad("failed")} line ${line}: ${reason}`, columns, "  "),
        ),
        ...(ran.stopped
          ? [ink.bad(`stopped after ${ran.failed.length} failures; the same command goes on with the rest`)]
          : []),
        `${ran.made} refunds made, ${ran.known} made before, ${ran.failed.length} failed, ${skipped} were never planned`,
        ink.faint(`every one carries ${audit}`),
      ],
      exit: ran.failed.length > 0 ? 1 : 0,
    })
  }),
).pipe(
  Command.withDescription(
    "Execute exactly a plan: at a rate, stopping after failures; run again it goes on, or changes nothing",
  ),
  Command.withShortDescription("Execute a plan"),
  Command.withExamples([
    {
      command: "refund-rules batch run shop/plan.json --hash 0123456789abcdef --rate 50 --db shop/refunds.db",
      description: "Only that plan, as it was looked at",
    },
  ]),
)

interface Executing {
  readonly front: Front
  readonly audit: string
  readonly planned: readonly PlanRow[]
  readonly rate: number
  readonly stopAfter: number
}

const execute = Effect.fnUntraced(function* ({ audit, front, planned, rate, stopAfter }: Executing) {
  const progress = progressOf(yield* Surroundings, "rows")
  const failed: { readonly line: number; readonly paymentId: string; readonly reason: string }[] = []
  let [made, known, at] = [0, 0, 0]
  for (const row of planned) {
    if (failed.length >= stopAfter) break
    const became = yield* Effect.catchTag(executeRow(front, audit, row), ["Wrong", "Conflict", "NotFound"], failure)
    if (became === "made") {
      made++
      yield* Effect.sleep(1000 / rate)
    } else if (became === "known") known++
    else failed.push({ line: row.line, paymentId: row.paymentId, reason: became.reason })
    progress.at(++at, at, planned.length)
  }
  progress.end()
  return { made, known, failed, stopped: at < planned.length }
})

const failure = (error: { readonly _tag: string; readonly message: string }) =>
  Effect.succeed({ reason: error.message === "" ? error._tag : error.message })

/** Made before, made now, or why not: what would come out otherwise than it was planned is not asked for. */
const executeRow = Effect.fnUntraced(function* (front: Front, audit: string, row: PlanRow) {
  const { amount, ask, line, paymentId, verdict } = row
  const metadata = { batch: audit, batchRow: String(line) }
  if ((yield* madeBefore(front, paymentId, metadata)) !== undefined) return "known" as const
  const decision = yield* front.quote({ paymentId, ask })
  if (decision._tag !== verdict || decision.quote.total !== amount)
    return yield* moved(
      `planned as ${verdict} of ${amount}, it would now be ${decision._tag} of ${decision.quote.total}`,
    )
  const key = onceOf(Option.some(`${audit}-${line}`), [paymentId, ask, metadata])
  const answer = yield* front.request({ key, paymentId, ask, metadata })
  if (answer._tag === "Refused") return yield* moved(`it is now refused: ${answer.code}`)
  return answer.replayed === true ? ("known" as const) : ("made" as const)
})

const moved = (message: string) => new Wrong({ exit: 1, code: "case_moved", message })

/** The refund that an earlier run made of this row. */
const madeBefore = Effect.fnUntraced(function* (
  front: Front,
  paymentId: string,
  metadata: Readonly<Record<string, string>>,
) {
  let cursor: string | undefined
  do {
    const page = yield* front.refunds({ paymentId }, { limit: 100, ...(cursor === undefined ? {} : { cursor }) })
    const found: RefundView | undefined = page.items.find((refund) =>
      Object.entries(metadata).every(([name, value]) => refund.metadata[name] === value),
    )
    if (found !== undefined) return found
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return undefined
})
