/** `import`: payments and refunds from files, ours or a provider's export. */
import { extname } from "node:path"
import { type Caller, Records, RefundDesk } from "@refund-rules/engine"
import { Effect, Option, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { existingDatabase, openStore } from "../front/openStore.ts"
import { besideOf } from "../front/storage.ts"
import { callerOf, type Scoped, scopeFlags, storeFlags } from "../front/where.ts"
import { type Answer, give } from "../manners/answer.ts"
import { perSecond } from "../manners/progress.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { wrap } from "../manners/wrap.ts"
import { misused } from "../manners/Wrong.ts"
import { type Became, type Imported, importFile } from "./importFile.ts"
import type { OutsideRefund, Row } from "./Row.ts"
import { paymentIn, refundIn, type ShapeName } from "./shapes.ts"

const flags = {
  file: Argument.String("file").pipe(Argument.withDescription("NDJSON or CSV")),
  shape: Flag.Literals("shape", ["native", "stripe", "dodo"]).pipe(
    Flag.withDescription("Whose export it is"),
    Flag.withDefault("native"),
  ),
  format: Flag.Literals("format", ["ndjson", "csv"]).pipe(
    Flag.withDescription("How it is written; by the end of its name where left out"),
    Flag.optional,
  ),
  ...storeFlags,
  ...scopeFlags,
}

interface Input extends Scoped {
  readonly file: string
  readonly shape: ShapeName
  readonly format: Option.Option<"ndjson" | "csv">
  readonly db: Option.Option<string>
}

type Take = (
  caller: Caller,
  shape: ShapeName,
  rows: readonly Row[],
) => Effect.Effect<readonly Became[], unknown, RefundDesk | Records>

const importing = (what: "payments" | "refunds", take: Take) =>
  Effect.fnUntraced(function* (input: Input) {
    const { file, merchant, mode, shape } = input
    if (file === "-")
      return yield* misused("an import can only go on where it was stopped if it has a file", "save it to one")
    const isCsv = Option.getOrElse(input.format, () => (extname(file) === ".csv" ? "csv" : "ndjson")) === "csv"
    const [database, { folder }] = [yield* existingDatabase(input.db), yield* Surroundings]
    const caller = callerOf(input)
    const started = performance.now()
    const settings = [shape, merchant, mode]
    const imported = yield* Effect.provide(
      importFile({
        file,
        what,
        isCsv,
        settings,
        database: besideOf(database, folder),
        take: (rows) => take(caller, shape, rows),
      }),
      openStore(input.db),
    )
    yield* give(told(what, file, imported, (performance.now() - started) / 1000))
  })

/** Reads each row's shape, hands on those that have it, and puts the answers back into the order of the rows. */
const shaped = Effect.fnUntraced(function* <A, E, R>(
  read: readonly ({ readonly ok: true; readonly value: A } | { readonly ok: false; readonly faults: Faults })[],
  take: (good: readonly A[]) => Effect.Effect<readonly Became[], E, R>,
) {
  const became = yield* take(read.flatMap((one) => (one.ok ? [one.value] : [])))
  let at = 0
  return read.map((one): Became => (one.ok ? became[at++]! : { is: "rejected", faults: one.faults }))
})

type Faults = Extract<Became, { readonly is: "rejected" }>["faults"]

const fault = (code: string, message: string): Became => ({ is: "rejected", faults: [{ path: "", code, message }] })

const takePayments: Take = (caller, shape, rows) =>
  shaped(
    rows.map((row) => paymentIn(shape, row)),
    Effect.fnUntraced(function* (good: readonly unknown[]) {
      const desk = yield* RefundDesk
      const answers = yield* Stream.runCollect(desk.importPayments(caller, Stream.fromIterable(good)))
      return answers.map(({ error, isNew }): Became => {
        if (error === undefined) return { is: isNew === true ? "new" : "known" }
        return error._tag === "Invalid" ? { is: "rejected", faults: error.faults } : fault(error.code, error.message)
      })
    }),
  )

const takeRefunds: Take = (caller, shape, rows) =>
  shaped(
    rows.map((row) => refundIn(shape, row)),
    (good: readonly OutsideRefund[]) => Effect.forEach(good, (one) => adopt(caller, one), { concurrency: 64 }),
  )

const adopt = Effect.fnUntraced(function* (caller: Caller, refund: OutsideRefund) {
  const [desk, records] = [yield* RefundDesk, yield* Records]
  const { amount, currency, provider, providerRefundId, references = {}, status } = refund
  const paymentId = refund.paymentId ?? (yield* records.paymentNamed(caller.scope, provider ?? "", references))
  if (paymentId === undefined)
    return fault("payment_not_found", `no payment is known by ${JSON.stringify(references)}: import payments first`)
  const known = yield* records.refunds(caller.scope, { providerRefundId, paymentId }, { limit: 1 })
  return yield* desk.recordFact(caller, { paymentId, providerRefundId, status, amount, currency }).pipe(
    Effect.as<Became>({ is: known.items.length === 0 ? "new" : "known" }),
    Effect.catchTags({
      Conflict: ({ code, message }) => Effect.succeed(fault(code, message)),
      Invalid: ({ faults }) => Effect.succeed<Became>({ is: "rejected", faults }),
      NotFound: ({ id, what }) => Effect.succeed(fault("not_found", `there is no ${what} \`${id}\``)),
    }),
  )
})

const told = (
  what: string,
  file: string,
  imported: Imported & { readonly resumedAt: number },
  seconds: number,
): Answer => {
  const { known, rejected, rejectedCount, resumedAt, rows } = imported
  const rate = (rows - resumedAt) / Math.max(seconds, 0.001)
  return {
    json: { file, ...imported, seconds: Number(seconds.toFixed(3)), perSecond: Math.round(rate) },
    text: (ink, columns) => [
      ...rejected.slice(0, SHOWN).flatMap(({ faults, line }) => {
        const reasons = faults.map(({ message, path }) => `${path === "" ? "" : `${path} `}${message}`).join("; ")
        return wrap(`${ink.bad("rejected")} ${file}:${line} ${reasons}`, columns, "  ")
      }),
      ...(rejectedCount > SHOWN ? [ink.bad(`and ${rejectedCount - SHOWN} more; --json tells up to 1000`)] : []),
      `${imported.new} ${what} new, ${known} known, ${rejectedCount} rejected, ${perSecond(rate)} a second`,
    ],
    exit: rejectedCount > 0 ? 1 : 0,
  }
}

const SHOWN = 20

const paymentsCommand = Command.make("payments", flags, importing("payments", takePayments)).pipe(
  Command.withDescription(
    "Register payments from a file; rows that cannot be are named and exit 1, running it again changes nothing",
  ),
  Command.withShortDescription("Register payments from a file"),
  Command.withExamples([
    { command: "refund-rules import payments shop/payments.ndjson --db shop/refunds.db", description: "Our own form" },
    {
      command: "refund-rules import payments stripe.csv --shape stripe --db shop/refunds.db",
      description: "A spreadsheet from Stripe's dashboard",
    },
  ]),
)

const refundsCommand = Command.make("refunds", flags, importing("refunds", takeRefunds)).pipe(
  Command.withDescription("Record refunds that were made elsewhere, of payments that are registered"),
  Command.withShortDescription("Record refunds made elsewhere"),
  Command.withExamples([
    {
      command: "refund-rules import refunds dodo-refunds.ndjson --shape dodo --db shop/refunds.db",
      description: "What Dodo's API lists, a line each",
    },
  ]),
)

export const importCommand = Command.make("import").pipe(
  Command.withDescription("Bring payments and refunds in from files; stopped anywhere, the same command goes on there"),
  Command.withShortDescription("Bring payments and refunds in"),
  Command.withSubcommands([paymentsCommand, refundsCommand]),
)
