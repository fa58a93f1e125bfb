/** `refund`: the life of single refunds. */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { withFront, frontFlags, type Where } from "../../front/withFront.ts"
import type { Front } from "../../front/Front.ts"
import { give } from "../../manners/answer.ts"
import { given, listFlags, more, pagingOf } from "../listing.ts"
import { createCommand, quoteStoredCommand } from "./createCommand.ts"
import { refundRows, refundText } from "./refundText.ts"

const refundArgument = Argument.String("refund").pipe(Argument.withDescription("The refund's id"))

const showCommand = Command.make("show", { id: refundArgument, ...frontFlags }, (input) =>
  tell(input, (front) => front.refund(input.id)),
).pipe(
  Command.withDescription("Show a refund with everything known of it"),
  Command.withExamples([{ command: "refund-rules refund show ref-1 --db shop/refunds.db", description: "One refund" }]),
)

const statuses = ["review", "accepted", "submitting", "unknown", "pending"].concat([
  "requires_action",
  "succeeded",
  "failed",
  "canceled",
  "rejected",
]) as readonly Status[]

type Status =
  | "review"
  | "accepted"
  | "submitting"
  | "unknown"
  | "pending"
  | "requires_action"
  | "succeeded"
  | "failed"
  | "canceled"
  | "rejected"

const listCommand = Command.make(
  "list",
  {
    payment: Flag.String("payment").pipe(Flag.withDescription("Only of this payment"), Flag.optional),
    status: Flag.Literals("status", statuses).pipe(Flag.withDescription("Only in this state"), Flag.optional),
    currency: Flag.String("currency").pipe(Flag.withDescription("Only in this currency"), Flag.optional),
    ...listFlags,
    ...frontFlags,
  },
  (input) =>
    withFront(input, (front) =>
      Effect.flatMap(
        front.refunds(
          given({ paymentId: input.payment, status: input.status, currency: input.currency }),
          pagingOf(input),
        ),
        ({ items, nextCursor }) =>
          give({
            json: { items, nextCursor: nextCursor ?? null },
            text: (ink, columns) => [...refundRows(items, ink, columns), ...more(nextCursor, ink)],
          }),
      ),
    ),
).pipe(
  Command.withDescription("List refunds, newest first"),
  Command.withExamples([
    {
      command: "refund-rules refund list --status review --db shop/refunds.db",
      description: "What waits for approval",
    },
  ]),
)

const moving = (name: "approve" | "reject" | "cancel", description: string, example: string) =>
  Command.make(name, { id: refundArgument, ...frontFlags }, (input) =>
    tell(input, (front) => front[name](input.id)),
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([{ command: `refund-rules refund ${name} ${example} --db shop/refunds.db`, description }]),
  )

const resolveCommand = Command.make(
  "resolve",
  {
    id: refundArgument,
    outcome: Flag.Literals("outcome", ["succeeded", "failed"]).pipe(Flag.withDescription("What became of it")),
    reason: Flag.String("reason").pipe(Flag.withDescription("How that is known; it is kept")),
    providerRefund: Flag.String("provider-refund").pipe(
      Flag.withDescription("What the provider calls it"),
      Flag.optional,
    ),
    ...frontFlags,
  },
  (input) =>
    tell(input, (front) =>
      front.resolve({
        refundId: input.id,
        outcome: input.outcome,
        reason: input.reason,
        ...given({ providerRefundId: input.providerRefund }),
      }),
    ),
).pipe(
  Command.withDescription("Say what became of a refund whose outcome nobody else could tell"),
  Command.withShortDescription("Settle an unknown outcome by hand"),
  Command.withExamples([
    {
      command:
        'refund-rules refund resolve ref-5 --outcome succeeded --reason "seen in the dashboard" --db shop/refunds.db',
      description: "An operator looked it up at the provider",
    },
  ]),
)

const tell = (where: Where, ask: (front: Front) => ReturnType<Front["refund"]>) =>
  withFront(where, (front) =>
    Effect.flatMap(ask(front), (refund) => give({ json: refund, text: (ink) => refundText(refund, ink) })),
  )

export const refundCommand = Command.make("refund").pipe(
  Command.withDescription("Create, look at and move refunds"),
  Command.withSubcommands([
    quoteStoredCommand,
    createCommand,
    showCommand,
    listCommand,
    moving("approve", "Approve a refund that waits for review", "ref-2 --actor ann"),
    moving("reject", "Reject a refund that waits for review", "ref-3 --actor ann"),
    moving("cancel", "Cancel a refund that was not sent yet", "ref-4"),
    resolveCommand,
  ]),
)
