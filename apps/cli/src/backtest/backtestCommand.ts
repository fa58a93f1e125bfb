/** `backtest`: what another policy would have done with every decision that was stored. */
import { refOf } from "@refund-rules/core"
import type { GroupBy } from "@refund-rules/engine"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { existingDatabase } from "../front/openStore.ts"
import { scopeFlags, storeFlags } from "../front/where.ts"
import { give } from "../manners/answer.ts"
import { writeNew } from "../manners/files.ts"
import { instantOf } from "../manners/instants.ts"
import { readOwn } from "../manners/json.ts"
import { lasting, perSecond } from "../manners/progress.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused, unreadable } from "../manners/Wrong.ts"
import { readPolicy } from "../try/inputs.ts"
import { resultCsv } from "./csv.ts"
import { resultHtml } from "./html.ts"
import type { Job, Shard } from "./Job.ts"
import { mergeResults, parseResult, type Result, resultOf } from "./Result.ts"
import { runBacktest } from "./runBacktest.ts"
import { resultText } from "./text.ts"

const { actor: _actor, ...whose } = scopeFlags

const formFlags = {
  format: Flag.Literals("format", ["table", "json", "csv", "html"]).pipe(
    Flag.withDescription("How it is told"),
    Flag.withDefault("table"),
  ),
  out: Flag.String("out").pipe(
    Flag.withMetavar("<file>"),
    Flag.withDescription("Where it is written; standard output where left out"),
    Flag.optional,
  ),
}

type Form = "table" | "json" | "csv" | "html"

const mergeCommand = Command.make(
  "merge",
  {
    files: Argument.String("result").pipe(Argument.withDescription("Results as JSON"), Argument.variadic({ min: 1 })),
    ...formFlags,
  },
  Effect.fnUntraced(function* ({ files, format, out }) {
    const results = yield* Effect.forEach(files, (file) => readOwn(file, "the result", parseResult))
    const merged = mergeResults(results.map(({ value }) => value))
    if (!merged.ok) return yield* unreadable("these results together", merged.faults)
    yield* told(merged.value, format, out)
  }),
).pipe(
  Command.withDescription("Make one result of the results of shards: the same as if they had been run as one"),
  Command.withShortDescription("Make one result of those of shards"),
  Command.withExamples([
    {
      command: "refund-rules backtest merge shop/first.json shop/second.json",
      description: "Two halves of one backtest",
    },
  ]),
)

export const backtestCommand = Command.make(
  "backtest",
  {
    policy: Flag.String("policy").pipe(Flag.withMetavar("<file>"), Flag.withDescription("The policy to try")),
    since: Flag.String("since").pipe(
      Flag.withDescription("Only what was asked since then: 90d, or 2026-01-31T00:00:00Z"),
      Flag.optional,
    ),
    by: Flag.String("by").pipe(
      Flag.withDescription("How to group: some of reason,provider,currency"),
      Flag.withDefault(""),
    ),
    shard: Flag.String("shard").pipe(
      Flag.withMetavar("<i/n>"),
      Flag.withDescription("Only one part of n, by a hash of the payment's id; `backtest merge` puts parts together"),
      Flag.optional,
    ),
    threads: Flag.Int("threads").pipe(Flag.withDescription("Cores to use; all where left out"), Flag.optional),
    ...formFlags,
    ...storeFlags,
    ...whose,
  },
  Effect.fnUntraced(function* (input) {
    const { value: policy } = yield* readPolicy(input.policy)
    const [by, shard] = [yield* groupsOf(input.by), yield* shardOf(input.shard)]
    const since = Option.isSome(input.since) ? yield* instantOf(input.since.value) : undefined
    const url = yield* existingDatabase(input.db)
    const { merchant, mode } = input
    const job: Job = {
      url,
      scope: { merchant, mode },
      policy,
      by,
      ...(since === undefined ? {} : { since }),
      ...(shard === undefined ? {} : { shard }),
    }
    const started = performance.now()
    const identity = [refOf(policy).hash, merchant, mode, by, Option.getOrNull(input.since), shard]
    const ran = yield* runBacktest({
      job,
      identity,
      ...(Option.isSome(input.threads) ? { threads: input.threads.value } : {}),
    })
    const about = {
      policy: refOf(policy),
      merchant,
      mode,
      by,
      since: ran.since,
      shards: shard === undefined ? [] : [shard],
    }
    const result = resultOf(about, ran.tally)
    const seconds = (performance.now() - started) / 1000
    const place = yield* Surroundings
    place.err(`${perSecond((result.decisions - ran.resumed) / seconds)} decisions a second, ${lasting(seconds)}\n`)
    yield* told(result, input.format, input.out)
  }),
).pipe(
  Command.withDescription(
    "Decide every stored decision again under another policy; stopped anywhere, the same command goes on there",
  ),
  Command.withShortDescription("Try a policy on what was decided"),
  Command.withExamples([
    {
      command: "refund-rules backtest --policy shop/policy.json --db shop/refunds.db",
      description: "What would change",
    },
    {
      command:
        "refund-rules backtest --policy shop/policy.json --since 90d --by reason,currency --format html --out report.html --db shop/refunds.db",
      description: "A report that needs no network",
    },
    {
      command:
        "refund-rules backtest --policy shop/policy.json --shard 1/2 --json --db shop/refunds.db > shop/first.json",
      description: "One half of it, on one machine of two",
    },
    {
      command:
        "refund-rules backtest --policy shop/policy.json --shard 2/2 --json --db shop/refunds.db > shop/second.json",
      description: "The other half",
    },
  ]),
  Command.withSubcommands([mergeCommand]),
)

const told = Effect.fnUntraced(function* (result: Result, format: Form, out: Option.Option<string>) {
  const text = (columns: number): string => {
    switch (format) {
      case "csv":
        return resultCsv(result)
      case "html":
        return resultHtml(result)
      case "json":
        return `${JSON.stringify(result)}\n`
      case "table":
        return `${resultText(result, plain, columns).join("\n")}\n`
    }
  }
  if (Option.isSome(out)) {
    yield* writeNew(out.value, text(80))
    return yield* give({ json: { ...result, out: out.value }, text: () => [`wrote ${out.value}`] })
  }
  if (format === "table") return yield* give({ json: result, text: (ink, columns) => resultText(result, ink, columns) })
  const { out: print } = yield* Surroundings
  print(text(80))
})

const same = (text: string): string => text
const plain = { strong: same, faint: same, good: same, careful: same, bad: same }

const known: readonly GroupBy[] = ["reason", "provider", "currency"]

const groupsOf = Effect.fnUntraced(function* (list: string) {
  const names = list === "" ? [] : list.split(",").map((name) => name.trim())
  const strange = names.find((name) => !known.some((one) => one === name))
  if (strange !== undefined)
    return yield* misused(`nothing is grouped by \`${strange}\``, `use some of ${known.join(",")}`)
  return known.filter((name) => names.includes(name))
})

const shardOf = Effect.fnUntraced(function* (text: Option.Option<string>) {
  if (Option.isNone(text)) return undefined
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text.value) ?? []
  const shard: Shard = { index: Number(index), of: Number(of) }
  if (!(shard.index >= 1 && shard.index <= shard.of))
    return yield* misused(`\`${text.value}\` is no shard`, "write it as 3/16: the third of sixteen")
  return shard
})
