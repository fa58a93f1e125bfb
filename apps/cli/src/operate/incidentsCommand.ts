/** `incidents`: what a person should look at, and what was found. */
import { type Incident, incidentKinds } from "@refund-rules/engine"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { frontFlags, withFront } from "../front/withFront.ts"
import { give } from "../manners/answer.ts"
import type { Ink } from "../manners/ink.ts"
import { table } from "../manners/table.ts"
import { given, listFlags, more, pagingOf } from "./listing.ts"

const listCommand = Command.make(
  "list",
  {
    status: Flag.Literals("status", ["open", "resolved"]).pipe(Flag.withDescription("Only these"), Flag.optional),
    kind: Flag.Literals("kind", incidentKinds).pipe(Flag.withDescription("Only those of this kind"), Flag.optional),
    ...listFlags,
    ...frontFlags,
  },
  (input) =>
    withFront(input, (front) =>
      Effect.flatMap(
        front.incidents(given({ status: input.status, kind: input.kind }), pagingOf(input)),
        ({ items, nextCursor }) =>
          give({
            json: { items, nextCursor: nextCursor ?? null },
            text: (ink, width) => [...rows(items, ink, width), ...more(nextCursor, ink)],
          }),
      ),
    ),
).pipe(
  Command.withDescription("List incidents, newest first"),
  Command.withExamples([
    { command: "refund-rules incidents list --status open --db shop/refunds.db", description: "What to look at" },
  ]),
)

const resolveCommand = Command.make(
  "resolve",
  {
    id: Argument.String("incident").pipe(Argument.withDescription("The incident's id")),
    resolution: Flag.String("resolution").pipe(Flag.withDescription("What was found; it is kept")),
    ...frontFlags,
  },
  Effect.fnUntraced(function* (input) {
    yield* withFront(input, (front) => front.resolveIncident(input.id, input.resolution))
    yield* give({ json: { id: input.id, status: "resolved" }, text: () => [`resolved ${input.id}`] })
  }),
).pipe(
  Command.withDescription("Say what was found about an incident"),
  Command.withExamples([
    {
      command: 'refund-rules incidents resolve inc-1 --resolution "paid twice, asked back" --db shop/refunds.db',
      description: "Somebody looked",
    },
  ]),
)

const rows = (incidents: readonly Incident[], ink: Ink, width: number): readonly string[] =>
  incidents.length === 0
    ? [ink.good("no incidents")]
    : table(
        [{ name: "incident" }, { name: "kind" }, { name: "about" }, { name: "detail" }, { name: "status" }],
        incidents.map(({ detail, id, kind, paymentId, refundId, status }) => [
          id,
          kind,
          refundId ?? paymentId ?? "",
          detail,
          status,
        ]),
        { ink, width },
      )

export const incidentsCommand = Command.make("incidents").pipe(
  Command.withDescription("Look at what went wrong outside, and say what was found"),
  Command.withSubcommands([listCommand, resolveCommand]),
)
