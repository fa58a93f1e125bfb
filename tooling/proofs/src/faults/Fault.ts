/** A fault of the machine under a server at work: what breaks, what mends it, and what everybody sees meanwhile. */
import { setTimeout as sleep } from "node:timers/promises"
import type { Chance } from "../chance.ts"
import { gather } from "../crash/gather.ts"
import { askAgain, load } from "../crash/load.ts"
import { newWorld } from "../crash/World.ts"
import type { World } from "../crash/World.ts"
import { judge } from "../journal/judge.ts"
import { openDesk } from "../server/Desk.ts"
import type { Desk } from "../server/Desk.ts"

/** One kind of fault. */
export interface Fault {
  readonly name: string
  /** Before the server starts; answers what is to be done when all is over. */
  readonly prepare?: (folder: string) => () => void
  /** Breaks the machine; answers what mends it. */
  readonly breaks: (world: World, desk: Desk) => Promise<() => void | Promise<void>>
  /** A server that cannot trust its disk any more stays stopped when the cause is gone, until it is started again. */
  readonly recovers: "by itself" | "after a restart"
}

/** What a run with a fault came to. */
export interface Outcome {
  readonly name: string
  readonly seen: string
  /** From mending to the first refund accepted again. */
  readonly recoveredMs: number | undefined
  readonly acknowledged: number
  readonly wrong: readonly string[]
}

/** Runs one fault. */
export const suffer = async (fault: Fault, chance: Chance): Promise<Outcome> => {
  using world = newWorld("fault", chance)
  const over = fault.prepare?.(world.folder)
  try {
    const wrong: string[] = []
    const desk = await openDesk(world.folder, world.settings)
    let isOver = false
    let seen = ""
    let recoveredMs: number | undefined
    try {
      const work = load(
        world,
        desk.client,
        () => undefined,
        () => isOver,
      )
      await sleep(1_000)
      const mend = await fault.breaks(world, desk)
      seen = await red(world, desk, wrong)
      await sleep(500)
      await mend()
      recoveredMs = await green(world, desk, fault, wrong)
      await sleep(500)
      isOver = true
      await work
      if (fault.recovers === "by itself") await askAgain(world, desk.client)
      await desk.server.stop()
    } finally {
      isOver = true
      await desk.server[Symbol.asyncDispose]()
    }
    const findings = [...world.noticed, ...judge(await gather(world))]
    const acknowledged = [...world.journal.answers.values()].filter(({ _tag }) => _tag === "Refund").length
    const told = findings.map(({ promise, what }) => `${promise}: ${what}`)
    return { name: fault.name, seen, recoveredMs, acknowledged, wrong: [...wrong, ...told] }
  } finally {
    over?.()
  }
}

const look = async (world: World, { client }: Desk) => {
  const number = world.next()
  const asked = await client.post("/v1/payments", {
    id: `look-${number}`,
    provider: "sandbox",
    references: { look: `${number}` },
    currency: "USD",
    captured: 100,
  })
  const ready = await client.get("/readyz")
  const live = await client.get("/livez")
  return { asked, ready: ready.status, live: live.status }
}

// As long as it is broken: a problem that says when to ask again, not ready, and alive.
const red = async (world: World, desk: Desk, wrong: string[]): Promise<string> => {
  const end = performance.now() + 20_000
  while (performance.now() < end) {
    const { asked, live, ready } = await look(world, desk)
    if (live !== 200) wrong.push(`/livez answered ${live} while it was broken`)
    if (asked.status === 503) {
      if (asked.retryAfter === null) wrong.push("503 came without Retry-After")
      if (asked.body.code !== "storage_unavailable") wrong.push(`503 came with code ${asked.body.code ?? "none"}`)
      if (ready !== 503) wrong.push(`/readyz answered ${ready} while it was broken`)
      return `503 ${asked.body.code ?? ""}, retry after ${asked.retryAfter ?? "nothing"}`
    }
    if (asked.status === "none" || asked.status >= 500) wrong.push(`answered ${asked.status} while it was broken`)
    await sleep(100)
  }
  wrong.push("nothing was noticed within 20 s")
  return "nothing"
}

const green = async (world: World, desk: Desk, fault: Fault, wrong: string[]): Promise<number | undefined> => {
  const start = performance.now()
  const patience = fault.recovers === "by itself" ? 15_000 : 2_000
  while (performance.now() - start < patience) {
    const { asked, ready } = await look(world, desk)
    if (asked.status === 201 && ready === 200) {
      if (fault.recovers === "after a restart")
        wrong.push("it accepted again although it cannot know what is on the disk")
      return performance.now() - start
    }
    await sleep(50)
  }
  if (fault.recovers === "by itself") wrong.push(`it did not recover within ${patience} ms`)
  return undefined
}
