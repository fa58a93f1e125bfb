/** `webhooks`: who is told of what happens, and sending again what was not taken. */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { WebhookTold } from "../front/Front.ts"
import { frontFlags, withFront } from "../front/withFront.ts"
import { give } from "../manners/answer.ts"
import type { Ink } from "../manners/ink.ts"
import { instantOf } from "../manners/instants.ts"
import { table } from "../manners/table.ts"
import { misused } from "../manners/Wrong.ts"
import { given } from "./listing.ts"

const listCommand = Command.make("list", frontFlags, (input) =>
  withFront(input, (front) =>
    Effect.flatMap(front.webhooks, (items) => give({ json: { items }, text: (ink, width) => rows(items, ink, width) })),
  ),
).pipe(
  Command.withDescription("List who is told of what happens"),
  Command.withExamples([{ command: "refund-rules webhooks list --db shop/refunds.db", description: "Who is told" }]),
)

const replayCommand = Command.make(
  "replay",
  {
    id: Argument.String("webhook").pipe(Argument.withDescription("The webhook's id")),
    message: Flag.String("message").pipe(Flag.withDescription("Only this one, by its webhook-id"), Flag.optional),
    since: Flag.String("since").pipe(
      Flag.withDescription("Everything from then on, delivered or dead: 12h, or 2026-01-31T00:00:00Z"),
      Flag.optional,
    ),
    ...frontFlags,
  },
  Effect.fnUntraced(function* (input) {
    const { message, since } = given({ message: input.message, since: input.since })
    if (message !== undefined && since !== undefined)
      return yield* misused("`--message` and `--since` say two things", "say one of them")
    const of = {
      ...(message === undefined ? {} : { message }),
      ...(since === undefined ? {} : { since: yield* instantOf(since) }),
    }
    const replayed = yield* withFront(input, (front) => front.replayWebhook(input.id, of))
    yield* give({
      json: { id: input.id, replayed },
      text: () => [`${replayed} messages of ${input.id} are sent again${replayed === 0 ? ": none was dead" : ""}`],
    })
  }),
).pipe(
  Command.withDescription(
    "Send again what nobody took: all that is dead, or one message, or everything since an instant; enables the webhook",
  ),
  Command.withShortDescription("Send again what was not taken"),
  Command.withExamples([
    {
      command: "refund-rules webhooks replay webhook-1 --db shop/refunds.db",
      description: "What is dead; a server on the same database sends it",
    },
    {
      command: "refund-rules webhooks replay webhook-1 --since 12h --url https://refunds.example.com",
      description: "Everything of the last twelve hours",
    },
  ]),
)

const rows = (webhooks: readonly WebhookTold[], ink: Ink, width: number): readonly string[] =>
  webhooks.length === 0
    ? ["nobody is told"]
    : table(
        [{ name: "webhook" }, { name: "url" }, { name: "events" }, { name: "status" }],
        webhooks.map(({ events, id, reason, status, url }) => [
          id,
          url,
          events?.join(", ") ?? "all",
          reason === null ? status : `${status}: ${reason}`,
        ]),
        { ink, width },
      )

export const webhooksCommand = Command.make("webhooks").pipe(
  Command.withDescription("Look at who is told of what happens, and send again what was not taken"),
  Command.withSubcommands([listCommand, replayCommand]),
)
