/** One life of the server: it starts where the last one died, answers what was cut off, works, and dies as planned. */
import { setTimeout as sleep } from "node:timers/promises"
import { tryDesk } from "../server/Desk.ts"
import { askAgain, load } from "./load.ts"
import type { Death } from "./plan.ts"
import type { World } from "./World.ts"

/** A life in which the server does not come to the point by itself within this time has missed it. */
const patienceMs = 60_000

/** Lives one life; `diedAt` is when the last one ended. Answers when this one did. */
export const live = async (world: World, death: Death, diedAt: number | undefined): Promise<number> => {
  const { server, client } = await tryDesk(world.folder, { ...world.settings, ...settingOf(death) })
  const dead = server.ended.then(({ signal, stderr }) => {
    isDead = true
    return { signal, stderr, at: performance.now() }
  })
  let isDead = false
  let wasKilled = false
  const kill = (): void => {
    wasKilled = true
    if (server.process.pid !== undefined && !isDead) process.kill(server.process.pid, "SIGKILL")
  }
  if (client !== undefined) {
    if (diedAt !== undefined) world.readyAfter.push(performance.now() - diedAt)
    const isBack = await askAgain(world, client)
    if (isBack && diedAt !== undefined) world.answeredAfter.push(performance.now() - diedAt)
    let left = death._tag === "Random" ? death.afterRequests : Number.POSITIVE_INFINITY
    const onRequest = (): void => {
      left -= 1
      if (left === 0 && death._tag === "Random") setTimeout(kill, death.thenMs)
    }
    const late = setTimeout(kill, patienceMs)
    await load(world, client, onRequest, () => isDead)
    if (death._tag === "Random" && !wasKilled) kill()
    await Promise.race([dead, sleep(patienceMs)])
    clearTimeout(late)
  }
  const { signal, stderr, at } = await dead
  note(world, death, { signal, stderr, wasKilled, wasReady: client !== undefined })
  return at
}

const settingOf = (death: Death): Readonly<Record<string, string>> =>
  death._tag === "At" ? { REFUND_RULES_CRASH_AT: `${death.point}:${death.time}` } : {}

const note = (
  world: World,
  death: Death,
  {
    signal,
    stderr,
    wasKilled,
    wasReady,
  }: { signal: string | null; stderr: string; wasKilled: boolean; wasReady: boolean },
): void => {
  const name = death._tag === "At" ? death.point : "random moment"
  const isAsPlanned = signal === "SIGKILL" && wasKilled === (death._tag === "Random")
  if (isAsPlanned) world.deaths.set(name, (world.deaths.get(name) ?? 0) + 1)
  else if (death._tag === "At" && wasKilled)
    world.noticed.push({ promise: "broken", what: `never came to ${death.point}` })
  else
    world.noticed.push({
      promise: "broken",
      what: `ended by ${signal ?? "itself"}${wasReady ? "" : " before it was ready"}: ${stderr.slice(-300)}`,
    })
}
