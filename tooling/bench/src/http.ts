/** `npm run bench:http`: what the server costs beside Node's own with the same decision, the same rows and the same bytes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Api } from "@refund-rules/http-api"
import { OpenApi } from "effect/http-api"
import { type Contestant, type Measured, startContestant, startPrism } from "./http/Contestant.ts"
import type { Load } from "./http/load.ts"
import { checkSums, payments, prepared, rootKey } from "./http/prepare.ts"
import { median } from "./measure.ts"
import { report } from "./report.ts"

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 7)
const ROUND_MS = Number(process.env["BENCH_ROUND_MS"] ?? 1000)
const HALF_MS = Number(process.env["BENCH_HALF_MS"] ?? 5000)

interface Case {
  readonly name: string
  readonly load: Omit<Load, "port" | "salt" | "milliseconds">
  readonly contestant: Contestant
  /** Its database, where its refunds are added up at the end. */
  readonly path?: string
  readonly loaded: Measured[]
}

const head = (path: string, ...more: readonly string[]): readonly string[] => [
  `POST ${path} HTTP/1.1`,
  "Host: 127.0.0.1",
  `Authorization: Bearer ${rootKey}`,
  "Content-Type: application/json",
  ...more,
]

const limits = (EUR: number) => ({ _tag: "AmountAtMost", limits: { EUR } })
const decision = JSON.stringify({
  payment: {
    provider: "sandbox",
    references: {},
    currency: "EUR",
    captured: 10_000,
    capturedAt: "2026-01-01T00:00:00Z",
  },
  history: [{ _tag: "Request", refundId: "r1", ask: { amount: 1000 }, at: "2026-01-02T00:00:00Z" }],
  ask: { amount: 6000, reason: "goodwill" },
  askedAt: "2026-01-10T00:00:00Z",
  policy: {
    id: "default",
    bindAt: "request",
    rules: [
      { id: "window", requires: { _tag: "WithinDays", of: "captured", days: 30 }, otherwise: "Refuse" },
      { id: "reason", requires: { _tag: "ReasonRequired" }, otherwise: "Review" },
      { id: "large", requires: limits(50_000), otherwise: "Review" },
      { id: "never", requires: limits(1_000_000), otherwise: "Refuse" },
    ],
    terms: { restocking: { basisPoints: 500 } },
  },
})

const AMOUNT = 100
const deciding = { connections: 32, head: head("/v1/decisions"), body: decision, modulo: 1 }
const refunding = {
  connections: 64,
  head: head("/v1/refunds", "Idempotency-Key: key-@"),
  body: JSON.stringify({ paymentId: "p#", amount: AMOUNT }),
  modulo: payments,
}

const folder = mkdtempSync(join(tmpdir(), "refund-rules-bench-"))
const copy = await prepared(folder)
const ours = new URL("./http/ours.ts", import.meta.url)
const rawDecisions = new URL("./http/rawDecisions.ts", import.meta.url)
const fastifyDecisions = new URL("./http/fastifyDecisions.ts", import.meta.url)
const rawRefunds = new URL("./http/rawRefunds.ts", import.meta.url)

const refundCase = async (name: string, contestant: URL, ...more: readonly string[]): Promise<Case> => {
  const path = copy(name.replaceAll(/\W/g, "-"))
  return {
    name,
    load: refunding,
    path,
    contestant: await startContestant(contestant, path, ...more),
    loaded: [],
  }
}

const documented = join(folder, "openapi.json")
writeFileSync(documented, JSON.stringify(OpenApi.fromApi(Api)))

const cases: readonly Case[] = [
  {
    name: "decisions, node:http",
    load: deciding,
    contestant: await startContestant(rawDecisions),
    loaded: [],
  },
  {
    name: "decisions",
    load: deciding,
    contestant: await startContestant(ours, copy("decisions")),
    loaded: [],
  },
  {
    name: "decisions, fastify",
    load: deciding,
    contestant: await startContestant(fastifyDecisions),
    loaded: [],
  },
  {
    name: "decisions, prism mock",
    load: deciding,
    contestant: await startPrism(documented),
    loaded: [],
  },
  await refundCase("refunds, node:http, grouped", rawRefunds),
  await refundCase("refunds", ours),
  await refundCase("refunds, a commit for each", ours, "ungrouped"),
]

const run = async (one: Case, round: number | string, milliseconds: number, more: Partial<Load> = {}) => {
  const loaded = await one.contestant.load({ ...one.load, milliseconds, salt: `${round}-`, ...more })
  one.loaded.push(loaded)
  return loaded
}

/** How often a fixed piece of work is done in a second: how fast this machine is just now. */
const calibration = (): number => {
  const text = JSON.stringify(Array.from({ length: 40 }, (_, id) => ({ id, amounts: [id, id * 7] })))
  const until = performance.now() + 200
  let count = 0
  for (; performance.now() < until; count++) JSON.parse(text)
  return count * 5
}

try {
  for (const one of cases) await run(one, "warm", ROUND_MS)
  const timings = new Map<string, number[]>(cases.map(({ name }) => [name, []]))
  const calibrations: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    calibrations.push(calibration())
    for (const one of round % 2 === 0 ? cases : cases.toReversed()) {
      const { good, seconds } = await run(one, round, ROUND_MS)
      timings.get(one.name)!.push((seconds * 1e9) / good)
    }
  }
  console.log(
    `\n${"case".padEnd(34)} ${"per second".padStart(10)} ${"p50".padStart(9)} ${"p99".padStart(9)}   alone: p50`,
  )
  for (const one of cases) {
    const rounds = one.loaded.slice(1)
    const alone = await run(one, "alone", ROUND_MS, { connections: 1 })
    const middle = (of: (loaded: Measured) => number) => median(rounds.map(of))
    const rate = Math.round(middle(({ good, seconds }) => good / seconds))
    const [p50, p99] = [middle((loaded) => loaded.p50), middle((loaded) => loaded.p99)]
    const figures = [p50, p99, alone.p50].map((value) => `${value.toFixed(2)} ms`.padStart(9))
    const worked = middle((loaded) => (loaded.worked / loaded.good) * 1e6)
    console.log(
      `${one.name.padEnd(34)} ${String(rate).padStart(10)} ${figures.join(" ")} ${worked.toFixed(0).padStart(6)} us`,
    )
  }
  console.log(
    `\n${"at half of that rate, from when due".padEnd(34)} ${["per second", "p50", "p99", "p99.9"].map((each) => each.padStart(10)).join(" ")}`,
  )
  for (const one of cases) {
    const rate = median(one.loaded.slice(1, ROUNDS + 1).map(({ good, seconds }) => good / seconds)) / 2
    const { good, p50, p99, p999, seconds } = await run(one, "half", HALF_MS, { rate })
    const figures = [p50, p99, p999].map((value) => `${value.toFixed(2)} ms`.padStart(10))
    console.log(`${one.name.padEnd(34)} ${String(Math.round(good / seconds)).padStart(10)} ${figures.join(" ")}`)
  }
  for (const { contestant } of cases) await contestant.stop()
  for (const { loaded, path } of cases) {
    if (path !== undefined)
      checkSums(
        path,
        loaded.reduce((sum, { good }) => sum + good, 0),
        AMOUNT,
      )
  }
  report({ timings, calibration: median(calibrations), rounds: ROUNDS }, [
    { key: "decisions/node-http", of: "decisions", to: "decisions, node:http", target: 0.45 },
    { key: "decisions/fastify", of: "decisions", to: "decisions, fastify", target: 0.5 },
    { key: "decisions/prism", of: "decisions", to: "decisions, prism mock", target: 2 },
    { key: "refunds/node-http-group", of: "refunds", to: "refunds, node:http, grouped", target: 0.6 },
    { key: "refunds/commit-per-request", of: "refunds", to: "refunds, a commit for each", target: 2 },
  ])
} finally {
  for (const { contestant } of cases) await contestant.stop().catch(() => undefined)
  rmSync(folder, { recursive: true, force: true })
}
