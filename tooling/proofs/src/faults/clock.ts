/** The wall clock of a real server is stepped back an hour, and on and back again: nothing reopens, nothing is done twice. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Chance } from "../chance.ts"
import { gather } from "../crash/gather.ts"
import { askAgain, load } from "../crash/load.ts"
import { newWorld } from "../crash/World.ts"
import type { World } from "../crash/World.ts"
import { faketime } from "../debian.ts"
import { judge } from "../journal/judge.ts"
import { must } from "../server/Client.ts"
import type { Client } from "../server/Client.ts"
import { openDesk } from "../server/Desk.ts"
import type { Desk } from "../server/Desk.ts"
import type { Outcome } from "./Fault.ts"

/** Runs it; the time is libfaketime's, which leaves the steady clock of the machine alone. */
export const stepBack = async (chance: Chance): Promise<Outcome> => {
  using world = newWorld("clock", chance)
  const wrong: string[] = []
  const time = join(world.folder, "..", "time")
  const set = (seconds: number): void => writeFileSync(time, `${seconds < 0 ? "" : "+"}${seconds}\n`)
  set(0)
  const environment = {
    LD_PRELOAD: faketime(),
    FAKETIME_TIMESTAMP_FILE: time,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  }
  const open = (): Promise<Desk> => openDesk(world.folder, world.settings, { environment })
  const first = await open()
  try {
    await sessions(world, first.client, set, wrong)
    await working(world, first, set)
    process.kill(first.server.line.pid, "SIGKILL")
    await first.server.ended
  } finally {
    await first.server[Symbol.asyncDispose]()
  }
  // What the dead server had taken is leased by one that believes it is an hour earlier.
  set(-3_600)
  const second = await open()
  try {
    await askAgain(world, second.client)
    await ended(second.client, "expired", "after a restart an hour earlier", wrong)
    await working(world, second, set)
    await second.server.stop()
  } finally {
    await second.server[Symbol.asyncDispose]()
  }
  const findings = [...world.noticed, ...judge(await gather(world))].map(({ promise, what }) => `${promise}: ${what}`)
  const acknowledged = [...world.journal.answers.values()].filter(({ _tag }) => _tag === "Refund").length
  return {
    name: "clock stepped back an hour",
    seen: "sessions stay expired",
    recoveredMs: undefined,
    acknowledged,
    wrong: [...wrong, ...findings],
  }
}

// One session ends before the clock goes back, one would end after it: both end by the time that really passes.
const sessions = async (
  world: World,
  client: Client,
  set: (seconds: number) => void,
  wrong: string[],
): Promise<void> => {
  const payment = {
    id: "clock",
    provider: "sandbox",
    references: { clock: "clock" },
    currency: "USD",
    captured: 10_000,
  }
  must(await client.post("/v1/payments", payment), 201)
  const open = async (seconds: number): Promise<string> => {
    const expiresAt = new Date(Date.now() + seconds * 1_000).toISOString()
    const body = { paymentId: "clock", ask: { amount: 100 }, expiresAt }
    return must(await client.post("/v1/sessions", body, `open-${world.next()}`), 201).body.id ?? ""
  }
  const early = await open(1)
  const late = await open(3)
  await sleep(1_500)
  await executeRefused(world, client, early, "before the step", wrong)
  set(-3_600)
  await sleep(1_100)
  const wall = Date.parse(must(await client.get("/livez"), 200).date ?? "")
  if (!(Date.now() - wall > 3_500_000)) wrong.push("the server's wall clock did not go back: nothing was tried")
  await executeRefused(world, client, early, "after the step", wrong)
  await sleep(1_600)
  await executeRefused(world, client, late, "that ended after the step", wrong)
  await ended(client, "expired", "after the step", wrong)
}

const executeRefused = async (
  world: World,
  client: Client,
  id: string,
  when: string,
  wrong: string[],
): Promise<void> => {
  const answer = await client.post(`/v1/sessions/${id}/execute`, undefined, `execute-${world.next()}`)
  if (answer.status === 422 && answer.body.code === "session_expired") return
  wrong.push(`a session ${when} answered ${answer.status} ${answer.status === "none" ? "" : (answer.body.code ?? "")}`)
}

const ended = async (client: Client, status: string, when: string, wrong: string[]): Promise<void> => {
  const { items = [] } = must(await client.get("/v1/sessions?limit=10"), 200).body
  if (items.length !== 2) wrong.push(`${items.length} sessions where there are 2, ${when}`)
  for (const session of items) if (session.status !== status) wrong.push(`a session is ${session.status}, ${when}`)
}

// Clients ask while the clock jumps an hour back and forth; the leases are two seconds long.
const working = async (world: World, { client }: Desk, set: (seconds: number) => void): Promise<void> => {
  let isOver = false
  const work = load(
    world,
    client,
    () => undefined,
    () => isOver,
  )
  for (let step = 0; step < 10; step += 1) {
    set(world.chance.oneOf([0, -3_600, -1, -7_200, -86_400]))
    await sleep(400)
  }
  isOver = true
  await work
}
