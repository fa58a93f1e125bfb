/** A whole run of kills: so many lives of the server on one database, then everything held against everything. */
import { startPostgres } from "@refund-rules/harness"
import type { Chance } from "../chance.ts"
import { judge } from "../journal/judge.ts"
import type { Finding } from "../journal/judge.ts"
import type { Kind } from "../server/Place.ts"
import { percentile } from "../table.ts"
import { gather } from "./gather.ts"
import { live } from "./life.ts"
import { plan } from "./plan.ts"
import type { Point } from "./plan.ts"
import { newWorld } from "./World.ts"

/** What a run came to. */
export interface Report {
  readonly deaths: ReadonlyMap<string, number>
  readonly asked: number
  readonly acknowledged: number
  readonly refunds: number
  readonly moved: number
  readonly readyMs: { readonly p50: number; readonly p99: number }
  readonly answeredMs: { readonly p50: number; readonly p99: number }
  readonly findings: readonly Finding[]
}

/** Kills the server so many times. */
export const crash = async (options: {
  readonly kills: number
  readonly kind: Kind
  readonly at?: Point | undefined
  readonly chance: Chance
  /** A key has a final answer at most so long after the server is back; what a busy machine is given where it is left out. */
  readonly patienceMs?: number
  readonly onLife?: (life: number) => void
  /** Done to the server's folder after the last kill, for tests that the run notices. */
  readonly meanwhile?: (folder: string) => void
}): Promise<Report> => {
  await using server = options.kind === "postgres" ? await startPostgres() : undefined
  using world = newWorld("crash", options.chance, server, options.patienceMs)
  let diedAt: number | undefined
  for (const [index, death] of plan(options.kills, options.chance, options.at).entries()) {
    diedAt = await live(world, death, diedAt)
    await world.betweenLives()
    options.onLife?.(index + 1)
  }
  options.meanwhile?.(world.folder)
  const evidence = await gather(world)
  return {
    deaths: world.deaths,
    asked: evidence.wishes.size,
    acknowledged: [...evidence.answers.values()].filter(({ _tag }) => _tag === "Refund").length,
    refunds: evidence.kept.length,
    moved: evidence.movements.length,
    readyMs: halfAndMost(world.readyAfter),
    answeredMs: halfAndMost(world.answeredAfter),
    findings: [...world.noticed, ...judge(evidence)],
  }
}

const halfAndMost = (values: readonly number[]) => ({ p50: percentile(values, 50), p99: percentile(values, 99) })
