/** `npm run bench:providers`: what a provider's wire costs beside code by hand, and a facade beside the native route. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
import { SqliteStore } from "@refund-rules/store-sqlite"
import Database from "better-sqlite3"
import { Effect, Layer, Stream } from "effect"
import { type Contestant, type Measured, startContestant } from "./http/Contestant.ts"
import { rootKey } from "./http/prepare.ts"
import { measure, median } from "./measure.ts"
import { codecCases } from "./providers/codecs.ts"
import { dodoCases } from "./providers/dodo.ts"
import { dollrCases } from "./providers/dollr.ts"
import { loopCases } from "./providers/loop.ts"
import { wooshpayCases } from "./providers/wooshpay.ts"
import { report } from "./report.ts"

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 7)
const ROUND_MS = Number(process.env["BENCH_ROUND_MS"] ?? 1500)
const PAYMENTS = 1000
const AMOUNT = 100
const CONNECTIONS = 32

const caller = { scope: { merchant: "default", mode: "test" }, actor: { id: "root" } } as const

/** A database with payments at Stripe. */
const prepare = async (path: string): Promise<void> => {
  const desk = RefundDesk.layer().pipe(
    Layer.provide([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
    Layer.provide(SqliteStore.layer({ url: `file:${path}` })),
  )
  const paymentOf = (index: number) => ({
    id: `p${index}`,
    provider: "stripe",
    references: { paymentIntent: `pi_${index}`, charge: `ch_${index}` },
    currency: "EUR",
    captured: 100_000_000,
    capturedAt: "2026-01-01T00:00:00Z",
  })
  const importing = Effect.flatMap(RefundDesk, (given) =>
    Stream.runDrain(given.importPayments(caller, Stream.map(Stream.range(0, PAYMENTS - 1), paymentOf))),
  )
  await Effect.runPromise(Effect.provide(importing, desk))
}

const head = (path: string, type: string, ...more: readonly string[]): readonly string[] => [
  `POST ${path} HTTP/1.1`,
  "Host: 127.0.0.1",
  `Authorization: Bearer ${rootKey}`,
  `Content-Type: ${type}`,
  "Idempotency-Key: key-@",
  ...more,
]

const loads = {
  native: {
    head: head("/v1/refunds", "application/json", "Prefer: wait=2"),
    body: JSON.stringify({ paymentId: "p#", amount: AMOUNT, reason: "duplicate", metadata: { order: "7" } }),
  },
  facade: {
    head: head("/stripe/v1/refunds", "application/x-www-form-urlencoded"),
    body: `payment_intent=pi_#&amount=${AMOUNT}&reason=duplicate&metadata[order]=7`,
  },
}
type Name = keyof typeof loads
const names: readonly Name[] = ["native", "facade"]

interface Running {
  readonly contestant: Contestant
  readonly path: string
  readonly loaded: Measured[]
}

/** Every answer was a refund that had succeeded: no more, no fewer, and no other amount. */
const check = ({ loaded, path }: Running): void => {
  const good = loaded.reduce((sum, one) => sum + one.good, 0)
  const database = new Database(path, { readonly: true })
  const row = database.prepare(
    `select count(*) as n, sum(amount) as paid, sum(status = 'succeeded') as done from refund`,
  )
  const { done, n, paid } = row.get() as { readonly n: number; readonly paid: number; readonly done: number }
  database.close()
  if (n !== good || done !== good || paid !== good * AMOUNT) {
    throw new Error(`${path}: ${good} answers, ${n} refunds of ${paid}, ${done} of them succeeded`)
  }
}

const folder = mkdtempSync(join(tmpdir(), "refund-rules-bench-"))
const running = new Map<Name, Running>()
try {
  const codecs = await measure([
    ...(await codecCases()),
    ...(await dodoCases()),
    ...(await wooshpayCases()),
    ...(await dollrCases()),
    ...(await loopCases()),
  ])
  for (const name of names) {
    const path = join(folder, name, "refund-rules.db")
    await prepare(path)
    const contestant = await startContestant(new URL("./providers/facing.ts", import.meta.url), path)
    running.set(name, { contestant, path, loaded: [] })
  }
  const load = async (name: Name, salt: string) => {
    const { contestant, loaded } = running.get(name)!
    const one = await contestant.load({
      ...loads[name],
      connections: CONNECTIONS,
      milliseconds: ROUND_MS,
      salt,
      modulo: PAYMENTS,
    })
    loaded.push(one)
    return one
  }
  for (const name of names) await load(name, "warm-")
  const timings = new Map(codecs.timings)
  const rounds: Record<Name, number[]> = { native: [], facade: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const { good, seconds } = await load(name, `${round}-`)
      rounds[name].push((seconds * 1e9) / good)
    }
  }
  for (const name of names) timings.set(`${name}, refunded`, rounds[name])
  console.log(
    `\n${"case".padEnd(34)} ${"per second".padStart(10)} ${"p50".padStart(10)} ${"p99".padStart(10)}   processor`,
  )
  for (const name of names) {
    const counted = running.get(name)!.loaded.slice(1)
    const middle = (of: (one: Measured) => number) => median(counted.map(of))
    const figures = [middle(({ p50 }) => p50), middle(({ p99 }) => p99)].map((value) =>
      `${value.toFixed(2)} ms`.padStart(10),
    )
    const worked = middle(({ good, worked: spent }) => (spent / good) * 1e6).toFixed(0)
    const rate = Math.round(middle(({ good, seconds }) => good / seconds))
    console.log(`${name.padEnd(34)} ${String(rate).padStart(10)} ${figures.join(" ")}   ${worked} us`)
  }
  for (const { contestant } of running.values()) await contestant.stop()
  for (const one of running.values()) check(one)
  report({ ...codecs, timings }, [
    { key: "stripe/hand-written", of: "stripe", to: "stripe by hand", target: 0.17 },
    { key: "dodo/hand-written", of: "dodo", to: "dodo by hand", target: 0.17 },
    { key: "wooshpay/hand-written", of: "wooshpay", to: "wooshpay by hand", target: 0.17 },
    { key: "dollr/hand-written", of: "dollr", to: "dollr by hand", target: 0.17 },
    { key: "loop/hand-written", of: "loop", to: "loop by hand", target: 0.17 },
    { key: "form/qs", of: "form", to: "form with qs", target: 0.5 },
    { key: "facade/native", of: "facade, refunded", to: "native, refunded", target: 0.8 },
  ])
} finally {
  for (const { contestant } of running.values()) await contestant.stop().catch(() => undefined)
  rmSync(folder, { recursive: true, force: true })
}
