/** `export`: payments, refunds and events as a stream of lines, and the head of a history as one. */
import { type Caller, type Page, type Paging, type Records, RefundDesk } from "@refund-rules/engine"
import { Effect, type Option } from "effect"
import { Command, Flag } from "effect/cli"
import { openStore } from "../front/openStore.ts"
import { callerOf, type Scoped, scopeFlags, storeFlags } from "../front/where.ts"
import { frontFlags, withFront } from "../front/withFront.ts"
import { recordOf } from "../importing/csv.ts"
import { give } from "../manners/answer.ts"
import { Surroundings } from "../manners/Surroundings.ts"

const { actor: _actor, ...whose } = scopeFlags

const flags = {
  format: Flag.Literals("format", ["ndjson", "csv"]).pipe(
    Flag.withDescription("A line of JSON each, or a spreadsheet"),
    Flag.withDefault("ndjson"),
  ),
  ...storeFlags,
  ...whose,
}

interface Input extends Omit<Scoped, "actor"> {
  readonly format: "ndjson" | "csv"
  readonly db: Option.Option<string>
}

type PageOf<A> = (caller: Caller, paging: Paging) => Effect.Effect<Page<A>, unknown, RefundDesk | Records>

const AT_ONCE = 500

/** Page after page, so that memory does not grow with what is exported. */
const exporting = <A extends object>(columns: readonly string[], read: PageOf<A>) =>
  Effect.fnUntraced(function* (input: Input) {
    const { out } = yield* Surroundings
    const caller = callerOf({ ...input, actor: "operator" })
    const isCsv = input.format === "csv"
    const pages = Effect.gen(function* () {
      if (isCsv) out(recordOf(columns))
      for (let cursor: string | undefined, isMore = true; isMore;) {
        const page: Page<A> = yield* read(caller, { limit: AT_ONCE, ...(cursor === undefined ? {} : { cursor }) })
        out(
          page.items
            .map((one) => (isCsv ? recordOf(columns.map((name) => cell(one, name))) : `${JSON.stringify(one)}\n`))
            .join(""),
        )
        ;[cursor, isMore] = [page.nextCursor, page.nextCursor !== undefined]
      }
    })
    yield* Effect.provide(pages, openStore(input.db))
  })

/** A member by its path as text; what is no single value is JSON. */
const cell = (record: object, path: string): string => {
  let found: unknown = record
  for (const step of path.split(".")) found = (found as Record<string, unknown> | null | undefined)?.[step]
  if (found === undefined || found === null) return ""
  return typeof found === "object" ? JSON.stringify(found) : String(found as string | number | boolean)
}

const paymentColumns = [
  "id",
  "provider",
  "currency",
  "captured",
  "status",
  "capturedAt",
  "customer.id",
  "customer.email",
]
const refundColumns = [
  "id",
  "paymentId",
  "provider",
  "providerRefundId",
  "status",
  "amount",
  "currency",
  "retained",
].concat(["reason", "note", "requestedBy", "createdAt", "updatedAt"])

const paymentsCommand = Command.make(
  "payments",
  flags,
  exporting(paymentColumns, (caller, paging) =>
    Effect.flatMap(RefundDesk, (desk) => desk.payments(caller, {}, paging)),
  ),
).pipe(
  Command.withDescription("Write every payment of a merchant's mode to standard output, newest first"),
  Command.withShortDescription("Every payment"),
  Command.withExamples([
    {
      command: "refund-rules export payments --db shop/refunds.db > payments.ndjson",
      description: "As it is imported",
    },
  ]),
)

const refundsCommand = Command.make(
  "refunds",
  flags,
  exporting(refundColumns, (caller, paging) => Effect.flatMap(RefundDesk, (desk) => desk.refunds(caller, {}, paging))),
).pipe(
  Command.withDescription("Write every refund to standard output, newest first; a cell is never run as a formula"),
  Command.withShortDescription("Every refund"),
  Command.withExamples([
    {
      command: "refund-rules export refunds --format csv --db shop/refunds.db > refunds.csv",
      description: "For a spreadsheet",
    },
  ]),
)

const headCommand = Command.make(
  "head",
  frontFlags,
  Effect.fnUntraced(function* (input) {
    const head = yield* withFront(input, (front) => front.head)
    yield* give({ json: head, text: () => [JSON.stringify(head)] })
  }),
).pipe(
  Command.withDescription(
    "Seal what happened, and write the signed head of the history, to be kept elsewhere and given to `verify --head`",
  ),
  Command.withShortDescription("The signed head of the history"),
  Command.withExamples([
    {
      command: "refund-rules export head --db shop/refunds.db > shop/head.json",
      description: "Keep it somewhere else",
    },
  ]),
)

export const exportCommand = Command.make("export").pipe(
  Command.withDescription("Write payments, refunds or the head of the history to standard output"),
  Command.withShortDescription("Write records to standard output"),
  Command.withSubcommands([paymentsCommand, refundsCommand, headCommand]),
)
