/** An instance that stands still with all it holds, longer than it may. */
import { setTimeout as sleep } from "node:timers/promises"
import { type DatabaseFault, listen, times } from "./DatabaseFault.ts"
import type { Stage } from "./Stage.ts"

/** Longer than a lease of two seconds, and than the database waits for a transaction that stands still. */
const STILL_MS = 6_500
/** Whoever is awake has done what it had leased within this time. */
const AWAKE_MS = 700

/** One server stands still while it holds leases, and goes on when others have long taken them up. */
export const stoodStill: DatabaseFault = {
  name: "instance stopped past its lease",
  runs: 20,
  strike: async (stage) => {
    const { answers, chance, desks, leaveAlone, proxy } = stage
    const heard = listen(proxy)
    await sleep(chance.below(50))
    const desk = chance.oneOf(desks)
    process.kill(desk.server.line.pid, "SIGSTOP")
    leaveAlone(desk)
    try {
      const before = await leases(stage)
      await sleep(AWAKE_MS)
      const held = inBoth(before, await leases(stage))
      if (held.length === 0) return []
      await Promise.all([answers(50), sleep(STILL_MS + chance.below(2_000))])
      const left = inBoth(held, await leases(stage))
      if (left.length > 0) throw new Error(`${left.length} of ${held.length} leases were not taken up`)
      return [
        "stopped with leases",
        ...times(held.length, "lease taken up by the other"),
        ...times(heard.refused("25P03"), "transaction ended where it stood (25P03)"),
      ]
    } finally {
      process.kill(desk.server.line.pid, "SIGCONT")
      leaveAlone(undefined)
    }
  },
}

/** What is leased, by whom and until when, each in one text. */
const leases = async ({ ask }: Stage): Promise<readonly string[]> =>
  (
    await ask("select seq || ' ' || worker || ' ' || ready as lease from errand where ended = 0 and worker is not null")
  ).map(({ lease }) => String(lease))

const inBoth = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((one) => others.includes(one))
