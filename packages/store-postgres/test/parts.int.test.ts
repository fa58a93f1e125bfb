/**
 * Every statement of a parted store, and how many parts it asks, by the server's own plans: those that ask more than one
 * are named here, and no command of a desk is among them but where its rules look at other payments.
 */
import { LedgerStore } from "@refund-rules/engine"
import { storeUnderTest } from "@refund-rules/harness/store"
import { type About, type Call, type Dialect, postgres, type Program } from "@refund-rules/store-kysely"
import { type Runner, type Statement, storeContext } from "@refund-rules/store-kysely"
import { deskStoreLaws, type MakeStore, storeLaws } from "@refund-rules/testing"
import { Context } from "effect"
import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, it, test } from "vitest"
import { Connections } from "../src/Connections.ts"
import { connectWorker } from "../src/open.ts"
import { postgresRunner } from "../src/postgresRunner.ts"
import { ask, paymentOf, run } from "./given.ts"
import { partsOf } from "./plans.ts"
import { empty, openStore, sharedStores } from "./stores.ts"

const PARTS = 4
/** Whose rows they are, and what everything of them is called. */
const scope = { merchant: "1", mode: "test" } as const

/** The dialect of a parted store, and every statement that was compiled for it so far. */
const compiling = (): { readonly dialect: Dialect; readonly statements: readonly Statement[] } => {
  const statements: Statement[] = []
  const plain = postgres({ partitions: PARTS })
  const shaped: Dialect["shaped"] = (statement) => {
    const made = plain.shaped(statement)
    statements.push(made)
    return made
  }
  return { dialect: { ...plain, shaped }, statements }
}

const { dialect, statements } = compiling()
/** What was asked that is no list, and does not look at other payments. */
const asked = new Set<string>()

let stores: Awaited<ReturnType<typeof sharedStores>>
let url: string
beforeAll(async () => {
  stores = await sharedStores()
  url = await stores.newUrl()
  await (await openStore({ url, partitions: PARTS })).close()
})
afterAll(() => stores.stop())

const watched =
  <A>(program: Program<A>, { isList, isLooking }: About = {}): Program<A> =>
  () =>
    isList === true || isLooking === true ? program() : watching(program())

function* watching<A>(steps: ReturnType<Program<A>>): ReturnType<Program<A>> {
  const note = ({ also, statement }: Call): void => {
    asked.add(statement.sql)
    if (also !== undefined) note(also)
  }
  let step = steps.next()
  while (step.done !== true) {
    note(step.value)
    step = steps.next(yield step.value)
  }
  return step.value
}

/** A store over the schema that is there, whose programs are watched. */
const openWatched = (crashPoint: (at: "before-commit" | "after-commit") => void = () => undefined) => {
  const connections = new Connections(() => connectWorker(url), 8, 5_000)
  const own = { dialect, now: Date.now, connections, replica: undefined, crashPoint, grouped: true, lanes: 4 }
  const { close, ...runner } = postgresRunner(own)
  const seen: Runner = {
    ...runner,
    read: (program, about) => runner.read(watched(program, about), about),
    write: (program, about) => runner.write(watched(program, about), about),
  }
  const context = storeContext(seen)
  return { context, store: Context.get(context, LedgerStore), close }
}

/** Everything is called 1, so whatever is looked for is there; no balance moves, for its checks would refuse it. */
const values: Readonly<Record<string, string>> = {
  mode: scope.mode,
  ids: '["1"]',
  captured: "10000",
  // A range that is empty is not looked for at all.
  until: "9",
  to: "9",
}
const unmoved = ["refunded", "held", "retained", "disputed", "excess", "taken", "units"]
const valueOf = (name: string): string => values[name] ?? (unmoved.includes(name) ? "0" : "1")

const inWords = ({ names, sql }: Statement, tables: readonly string[]): string =>
  `${/^\w+/.exec(sql)![0]} ${tables.toSorted().join(", ")} by ${[...new Set(names)].join(", ") || "nothing"}`

/** Whether it finds rows of a table that is parted, as it says itself. */
const isParted = ({ sql }: Statement): boolean => /\b(from|join|update) "(payment|refund|event|once_key)"/.test(sql)

/** Statements that ask several parts, in words, by their SQL. */
const ofManyParts = async (): Promise<ReadonlyMap<string, string>> => {
  const opened = openWatched()
  for (let index = 1; index <= 40; index++) {
    await run(opened.store.open(scope, paymentOf(`${index}`)))
    await ask(opened as never, `${index}`, `${index}`, 10, undefined, scope)
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  const found = new Map<string, string>()
  for (const statement of statements) {
    const parts = await partsOf(client, { sql: statement.sql, values: statement.names.map(valueOf) })
    if (isParted(statement)) expect([statement.sql, parts.size]).not.toEqual([statement.sql, 0])
    const many = [...parts].filter(([, names]) => names.size > 1).map(([table]) => table)
    if (many.length > 0) found.set(statement.sql, inWords(statement, many))
  }
  await client.end()
  await opened.close()
  await empty(url)
  return found
}

const make: MakeStore = async () => {
  await empty(url)
  return storeUnderTest({ open: async (crashPoint) => openWatched(crashPoint), openAgain: async () => openWatched() })
}

describe("of all statements of a parted store", () => {
  let many: ReadonlyMap<string, string>
  beforeAll(async () => {
    many = await ofManyParts()
  })

  it("only these ask more than one part", () => {
    expect([...new Set(many.values())].toSorted()).toEqual(
      [
        // The feed, its newest entry, and where webhooks begin.
        "select event by after, limit",
        "select event by merchant, mode, after, limit",
        "select event by merchant, mode",
        "select event by nothing",
        // Seals over ranges of the history.
        "select event by mode, after",
        "select event by mode, after, to, limit",
        "select event by merchant, mode, after, to, limit",
        // `verify`.
        "select event by mode, position",
        "select payment by merchant, mode, id, limit",
        "select payment, refund by merchant, mode, id, limit",
        // Backtests.
        "select payment by ids, merchant, mode",
        "select payment by merchant, mode",
        "select payment by merchant, mode, after, skipped",
        "select refund by merchant, mode, after, until, limit",
        "select refund by merchant, mode, whose, since, until",
        // Rules about a customer's or an actor's other refunds.
        "select refund by merchant, mode, whose, since",
        // Reports.
        "select refund by merchant, mode, from, until",
      ].toSorted(),
    )
  })

  for (const { check, sentence } of [...storeLaws(make), ...deskStoreLaws(make)])
    test(`parted: ${sentence}`, async () => {
      await expect(check({ runs: 2 })).resolves.toBeUndefined()
    })

  it("none of those is asked by what is no list and looks at no other payments", () => {
    expect(asked.size).toBeGreaterThan(20)
    expect([...many].filter(([sql]) => asked.has(sql)).map(([, words]) => words)).toEqual([])
  })
})
