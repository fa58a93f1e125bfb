/** `reconcile`: compares our refunds with what a provider says of a period, and takes its word where it is asked to. */
import { type Drift, Inbox, ProviderSilent, type Reconciled, reconcile } from "@refund-rules/engine"
import { Clock, Effect, Layer, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { decimals } from "../backtest/decimals.ts"
import { gatewayClient, openGateway } from "../front/gateway.ts"
import { existingDatabase, openStore } from "../front/openStore.ts"
import { callerOf, scopeFlags, storeFlags } from "../front/where.ts"
import { type Answer, give } from "../manners/answer.ts"
import type { Ink } from "../manners/ink.ts"
import { instantOf } from "../manners/instants.ts"
import { progressOf } from "../manners/progress.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { table } from "../manners/table.ts"
import { wrap } from "../manners/wrap.ts"
import { misused, unavailable } from "../manners/Wrong.ts"

export const reconcileCommand = Command.make(
  "reconcile",
  {
    gateway: Flag.String("gateway").pipe(
      Flag.withMetavar("<name>"),
      Flag.withDescription(
        "Which provider: stripe, dodo, wooshpay, dollr or loop; the merchant's own gateway, else the address and key of a server's settings",
      ),
    ),
    since: Flag.String("since").pipe(Flag.withDescription("From when: 7d, 12h, or 2026-01-31T00:00:00Z")),
    until: Flag.String("until").pipe(Flag.withDescription("Until when; now where left out"), Flag.optional),
    repair: Flag.Boolean("repair").pipe(
      Flag.withoutNegation,
      Flag.withDescription("Take the provider's word: adopt, settle, and open incidents; else nothing is changed"),
      Flag.withDefault(false),
    ),
    ...storeFlags,
    ...scopeFlags,
  },
  Effect.fnUntraced(function* (input) {
    const database = yield* existingDatabase(input.db)
    const { actor, scope } = callerOf(input)
    const since = yield* instantOf(input.since)
    const until = Option.isSome(input.until)
      ? yield* instantOf(input.until.value)
      : new Date(yield* Clock.currentTimeMillis).toISOString()
    if (since >= until) return yield* misused("the period is over before it begins", "say an earlier `--since`")
    const period = { since, until }
    const progress = progressOf(yield* Surroundings, "refunds")
    const asked = { scope, period, repair: input.repair, by: actor.id, progress: progress.at }
    const reconciled = yield* openGateway(input.gateway, scope, database).pipe(
      Effect.flatMap((gateway) => reconcile(gateway, asked)),
      Effect.provide(Layer.mergeAll(gatewayClient, Layer.provideMerge(Inbox.layer, openStore(input.db)))),
      Effect.ensuring(Effect.sync(progress.end)),
      Effect.catchIf((error) => error instanceof ProviderSilent, silent),
    )
    yield* give(told(reconciled, { ...period, repair: input.repair }))
  }),
).pipe(
  Command.withDescription(
    "Compare our refunds with a provider's of a period; exits 1 where they differ, or with --repair where something is left for a person. Stopped anywhere, run again, it comes to the same end",
  ),
  Command.withShortDescription("Compare with a provider"),
  Command.withExamples([
    {
      command: "refund-rules reconcile --gateway stripe --since 7d --db shop/refunds.db",
      description: "What differs, and nothing is changed",
    },
    {
      command: "refund-rules reconcile --gateway stripe --since 7d --repair --db shop/refunds.db",
      description: "Adopt what was refunded there, settle what is known there",
    },
  ]),
)

const silent = ({ provider }: ProviderSilent) =>
  unavailable(
    `${provider} did not tell all of its refunds`,
    "look at the address and the key in the environment, and run the same command again: what was done stands",
  )

interface Asked {
  readonly since: string
  readonly until: string
  readonly repair: boolean
}

const isLeft =
  ({ repair }: Asked) =>
  ({ done, kind }: Drift): boolean =>
    !repair || done !== "taken" || kind === "incident" || kind === "orphan"

const told = (reconciled: Reconciled, asked: Asked): Answer => {
  const { drifts, isListed, ours, provider, theirs } = reconciled
  const left = drifts.filter(isLeft(asked))
  return {
    json: { provider, ...asked, isListed, theirs, ours, drifts, left: left.length },
    text: (ink, columns) => [
      ...(drifts.length === 0 ? [] : [...rows(drifts, asked, ink, columns), ""]),
      ...wrap(
        `${left.length === 0 ? ink.good("good") : ink.bad("differs")} ${summary(reconciled, asked, left)}`,
        columns,
        "  ",
      ),
      ...(isListed ? [] : wrap(`${ink.careful("note")} ${unlisted(provider)}`, columns, "  ")),
      ...next(asked, left, ink),
    ],
    exit: left.length === 0 ? 0 : 1,
  }
}

const summary = ({ drifts, ours, provider, theirs }: Reconciled, { repair }: Asked, left: readonly Drift[]): string => {
  const sides = `${theirs} refunds of ${provider}, ${ours} of ours`
  if (drifts.length === 0) return `${sides}: they agree`
  const differ = `${sides}: ${drifts.length} differ`
  return repair ? `${differ}, ${drifts.length - left.length} taken over, ${left.length} left for a person` : differ
}

const unlisted = (provider: string): string =>
  `${provider} has no list of all refunds: each of ours was asked after, and what others refunded there is not seen`

const next = ({ repair }: Asked, left: readonly Drift[], ink: Ink): readonly string[] => {
  if (left.length === 0) return []
  const words = repair ? "look at `refund-rules incidents list --status open`" : "the same with `--repair`"
  return [`${ink.strong("next:")} ${words}`]
}

const rows = (drifts: readonly Drift[], { repair }: Asked, ink: Ink, width: number): readonly string[] =>
  table(
    [
      { name: "kind", paint: (text, [kind]) => (kind === "settle" || kind === "adopt" ? ink.careful : ink.bad)(text) },
      { name: "about" },
      { name: "here" },
      { name: "there" },
      ...(repair ? [{ name: "done" }] : []),
    ],
    drifts.map(({ done, kind, ours, providerRefundId, refundId, theirs }) => [
      kind,
      refundId ?? providerRefundId ?? "",
      standing(ours),
      standing(theirs),
      ...(repair ? [done ?? "nothing"] : []),
    ]),
    { ink, width },
  )

const standing = (stands: Drift["ours"]): string =>
  stands === null ? "-" : `${stands.status} ${decimals(stands.amount, stands.currency)} ${stands.currency}`
