/** Two servers at work on one PostgreSQL through a proxy, for a fault to strike at: what it may touch, and what it can wait for. */
import { setTimeout as sleep } from "node:timers/promises"
import { type Postgres, type Proxy, startPostgres, startProxy } from "@refund-rules/harness"
import { Client as Session } from "pg"
import type { Chance } from "../../chance.ts"
import { load } from "../../crash/load.ts"
import { newWorld } from "../../crash/World.ts"
import type { World } from "../../crash/World.ts"
import type { Client } from "../../server/Client.ts"
import { type Desk, openDesk } from "../../server/Desk.ts"

/** What a fault may touch. */
export interface Stage {
  readonly chance: Chance
  readonly database: Postgres
  /** Between both servers and the database. */
  readonly proxy: Proxy
  readonly desks: readonly Desk[]
  /** Runs SQL as the superuser, in a session of its own that goes around the proxy. */
  readonly ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  readonly session: () => Promise<Session>
  /** Lets nobody ask this server until it is told again. */
  readonly leaveAlone: (desk: Desk | undefined) => void
  /** Waits until so many more asks have a final answer; fails where that takes longer than two minutes. */
  readonly answers: (more: number) => Promise<void>
  /** Whether a client was told what came of its key. */
  readonly isAnswered: (key: string) => boolean
  /** Waits until a new refund is acknowledged; fails where that takes longer than two minutes. */
  readonly refund: () => Promise<void>
  /** Keeps how many milliseconds something took. */
  readonly took: (what: string, milliseconds: number) => void
}

/** The leases are two seconds long; whoever waits for another one's lock is told after as much. */
const SETTINGS = { max_connections: "50", deadlock_timeout: "100ms" } as const
const INSTANCES = 2
const PATIENCE_MS = 120_000

/** Sets it up, lets clients ask without a pause while `strike` goes on, and waits until all have their answers. */
export const onStage = async (
  chance: Chance,
  strike: (stage: Stage) => Promise<void>,
  judge: Judge,
  took: Stage["took"],
): Promise<void> => {
  await using database = await startPostgres(SETTINGS)
  using world = newWorld("database", chance, database)
  const proxy = await startProxy(database.url)
  const desks: Desk[] = []
  let isOver = false
  try {
    for (let index = 0; index < INSTANCES; index++)
      desks.push(await openDesk(world.folder, throughProxy(world, proxy, index)))
    let alone: Desk | undefined
    const made: (() => void)[] = []
    const client = inTurn(
      () => desks.filter((desk) => desk !== alone),
      () => made.splice(0).forEach((tell) => tell()),
    )
    const isDone = (): boolean => isOver
    const working = Array.from({ length: 2 }, async () => {
      while (!isOver) await load(world, client, () => undefined, isDone)
    })
    const stage: Stage = {
      chance,
      database,
      proxy,
      desks,
      session: () => sessionAt(database.url),
      ask: (sql) => askAt(database.url, sql),
      leaveAlone: (desk) => void (alone = desk),
      answers: (more) => answered(world, more),
      isAnswered: (key) => world.journal.answers.has(key),
      refund: () => within(PATIENCE_MS, "no refund was acknowledged", (tell) => made.push(tell)),
      took,
    }
    await stage.answers(50)
    await strike(stage)
    isOver = true
    await Promise.all(working)
    await Promise.all(desks.map(({ server }) => server.stop()))
    await judge(world)
  } finally {
    isOver = true
    await Promise.all(desks.map(({ server }) => server[Symbol.asyncDispose]()))
    await proxy.close()
  }
}

const sessionAt = async (url: string): Promise<Session> => {
  const opened = new Session({ connectionString: url })
  opened.on("error", () => undefined)
  await opened.connect()
  return opened
}

/** Runs SQL in a session of its own. */
export const askAt: (url: string, sql: string) => ReturnType<Stage["ask"]> = async (url, sql) => {
  const opened = await sessionAt(url)
  try {
    return (await opened.query<Record<string, unknown>>(sql)).rows
  } finally {
    await opened.end()
  }
}

type Judge = (world: World) => Promise<void>

const throughProxy = (world: World, proxy: Proxy, index: number): Readonly<Record<string, string>> => ({
  ...world.settings,
  REFUND_RULES_DATABASE_URL: proxy.url,
  REFUND_RULES_SANDBOX_FILE: `${world.folder}/sandbox-${index}.jsonl`,
})

/** Every question goes to the next one who is awake; `onRefund` hears of each that was made just now. */
const inTurn = (awake: () => readonly Desk[], onRefund: () => void): Client => {
  let turn = 0
  const next = (): Client => {
    const desks = awake()
    return desks[turn++ % desks.length]!.client
  }
  return {
    get: (path) => next().get(path),
    post: async (path, body, key) => {
      const answer = await next().post(path, body, key)
      if (path === "/v1/refunds" && answer.status === 201 && !answer.isReplayed) onRefund()
      return answer
    },
  }
}

/** Waits until told; fails with these words where that takes too long. */
const within = (patienceMs: number, otherwise: string, wait: (tell: () => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${otherwise} within ${patienceMs} ms`)), patienceMs)
    wait(() => {
      clearTimeout(late)
      resolve()
    })
  })

const answered = async ({ journal }: World, more: number): Promise<void> => {
  const [enough, end] = [journal.answers.size + more, performance.now() + PATIENCE_MS]
  while (journal.answers.size < enough) {
    if (performance.now() > end)
      throw new Error(`${enough - journal.answers.size} of ${more} asks had no answer after ${PATIENCE_MS} ms`)
    await sleep(5)
  }
}
