/** `session`: quotes held for a while, which may become refunds. */
import { formatMoney } from "@refund-rules/core"
import type { SessionView } from "@refund-rules/engine"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { Front } from "../../front/Front.ts"
import { frontFlags, type Where, withFront } from "../../front/withFront.ts"
import { give } from "../../manners/answer.ts"
import type { Ink } from "../../manners/ink.ts"
import { table } from "../../manners/table.ts"
import { askFlags, onceFlag, onceOf, paymentArgument, readAsk } from "../asking.ts"
import { given, listFlags, more, pagingOf } from "../listing.ts"
import { refused } from "../refund/createCommand.ts"
import { refundText, statusIn } from "../refund/refundText.ts"

const sessionArgument = Argument.String("session").pipe(Argument.withDescription("The session's id"))

const sessionText = (session: SessionView, ink: Ink): readonly string[] => [
  `${ink.strong(session.id)}  ${statusIn(ink, session.status)}`,
  `${ink.faint("payment     ")}${session.paymentId} at ${session.provider}`,
  `${ink.faint("holds       ")}${formatMoney(session.amount, session.currency)}`,
  `${ink.faint("until       ")}${session.expiresAt}`,
  ...(session.refundId === null ? [] : [`${ink.faint("became      ")}${session.refundId}`]),
]

const openCommand = Command.make(
  "open",
  {
    payment: paymentArgument,
    ...askFlags,
    until: Flag.String("until").pipe(
      Flag.withMetavar("<instant>"),
      Flag.withDescription("When it ends, as 2026-12-31T12:00:00Z; in 30 days where left out"),
      Flag.optional,
    ),
    once: onceFlag,
    ...frontFlags,
  },
  Effect.fnUntraced(function* (input) {
    const ask = yield* readAsk(input)
    const until = given({ expiresAt: input.until })
    const key = onceOf(input.once, ["openSession", input.payment, ask, until])
    const answer = yield* withFront(input, (front) =>
      front.openSession({ key, paymentId: input.payment, ask, ...until }),
    )
    if (answer._tag === "Refused") return yield* give(refused(answer.decision, answer))
    const session = answer.view
    yield* give({ json: session, text: (ink) => sessionText(session, ink) })
  }),
).pipe(
  Command.withDescription("Hold a quote for a while; exits 1 where it is refused"),
  Command.withExamples([
    {
      command: "refund-rules session open pay-1 --amount 500 --reason goodwill --db shop/refunds.db",
      description: "Hold five euros",
    },
  ]),
)

const executeCommand = Command.make(
  "execute",
  { id: sessionArgument, once: onceFlag, ...frontFlags },
  Effect.fnUntraced(function* (input) {
    const key = onceOf(input.once, ["executeSession", input.id])
    const refund = yield* withFront(input, (front) => front.executeSession(input.id, key))
    yield* give({ json: refund, text: (ink) => refundText(refund, ink) })
  }),
).pipe(
  Command.withDescription("Turn an open session into a refund"),
  Command.withExamples([
    { command: "refund-rules session execute ses-1 --db shop/refunds.db", description: "The hold passes on" },
  ]),
)

const tell = (where: Where, ask: (front: Front) => ReturnType<Front["session"]>) =>
  withFront(where, (front) =>
    Effect.flatMap(ask(front), (session) => give({ json: session, text: (ink) => sessionText(session, ink) })),
  )

const showCommand = Command.make("show", { id: sessionArgument, ...frontFlags }, (input) =>
  tell(input, (front) => front.session(input.id)),
).pipe(
  Command.withDescription("Show a session"),
  Command.withExamples([
    { command: "refund-rules session show ses-1 --db shop/refunds.db", description: "One session" },
  ]),
)

const cancelCommand = Command.make("cancel", { id: sessionArgument, ...frontFlags }, (input) =>
  tell(input, (front) => front.cancelSession(input.id)),
).pipe(
  Command.withDescription("Give a session's hold back"),
  Command.withExamples([
    { command: "refund-rules session cancel ses-2 --db shop/refunds.db", description: "Let it go" },
  ]),
)

const listCommand = Command.make(
  "list",
  {
    payment: Flag.String("payment").pipe(Flag.withDescription("Only of this payment"), Flag.optional),
    status: Flag.Literals("status", ["open", "executed", "expired", "canceled"]).pipe(
      Flag.withDescription("Only in this state"),
      Flag.optional,
    ),
    ...listFlags,
    ...frontFlags,
  },
  (input) =>
    withFront(input, (front) =>
      Effect.flatMap(
        front.sessions(given({ paymentId: input.payment, status: input.status }), pagingOf(input)),
        ({ items, nextCursor }) =>
          give({
            json: { items, nextCursor: nextCursor ?? null },
            text: (ink, width) => [...sessionRows(items, ink, width), ...more(nextCursor, ink)],
          }),
      ),
    ),
).pipe(
  Command.withDescription("List sessions, newest first"),
  Command.withExamples([
    { command: "refund-rules session list --status open --db shop/refunds.db", description: "What is held just now" },
  ]),
)

const sessionRows = (sessions: readonly SessionView[], ink: Ink, width: number): readonly string[] =>
  sessions.length === 0
    ? ["no sessions"]
    : table(
        [
          { name: "session" },
          { name: "payment" },
          { name: "status", paint: (text) => statusIn(ink, text) },
          { name: "holds", isNumber: true },
          { name: "until" },
        ],
        sessions.map(({ amount, currency, expiresAt, id, paymentId, status }) => [
          id,
          paymentId,
          status,
          formatMoney(amount, currency),
          expiresAt.slice(0, 16).replace("T", " "),
        ]),
        { ink, width },
      )

export const sessionCommand = Command.make("session").pipe(
  Command.withDescription("Hold quotes for a while"),
  Command.withSubcommands([openCommand, showCommand, listCommand, executeCommand, cancelCommand]),
)
