/** The faults of a database and of the way to it that are tried: each strikes once and says what it hit. */
import { setTimeout as sleep } from "node:timers/promises"
import type { Fate } from "@refund-rules/harness"
import type { Stage } from "./Stage.ts"

/** One kind of fault. */
export interface DatabaseFault {
  readonly name: string
  /** How often it strikes unless told otherwise. */
  readonly runs: number
  /** Done once, before the first. */
  readonly prepare?: (stage: Stage) => Promise<void>
  /** Strikes once; what it hit, in few words. */
  readonly strike: (stage: Stage) => Promise<string>
}

/** Cuts the connection of whoever sends next, by chance anywhere in what is sent. */
const cutAnywhere: DatabaseFault = {
  name: "connection killed after a statement",
  runs: 300,
  strike: (stage) => {
    let passing = stage.chance.below(6)
    return cut(stage, ({ statements }) => {
      if (statements.length === 0 || passing-- > 0) return undefined
      const after = stage.chance.below(statements.length + 1)
      return { fate: { after }, hit: after === 0 ? "before any" : wordsOf(statements[after - 1]!) }
    })
  },
}

/** The commit arrives and is done, and nobody hears of it. */
const commitUnanswered: DatabaseFault = {
  name: "commit's answer lost",
  runs: 150,
  strike: (stage) =>
    cut(stage, ({ statements }) =>
      statements.at(-1) === "commit"
        ? {
            fate: "lose the answer",
            hit: statements.some((sql) => sql.includes('"event"')) ? "of refunds" : "of other changes",
          }
        : undefined,
    ),
}

/** An administrator ends a session, whatever it does just then. */
const endedSession: DatabaseFault = {
  name: "session ended at work",
  runs: 150,
  strike: async ({ ask, chance }) => {
    await sleep(chance.below(20))
    const rows = await ask(
      `select state, pg_terminate_backend(pid) from (select pid, state from pg_stat_activity
       where application_name = 'refund-rules' order by state <> 'idle' desc, random() limit 1) one`,
    )
    return rows.length === 0 ? "nobody there" : String(rows[0]!["state"])
  },
}

/** The whole server is killed, and started again a moment later. */
const killedServer: DatabaseFault = {
  name: "postmaster killed with -9",
  runs: 12,
  strike: async ({ chance, database }) => {
    await sleep(chance.below(200))
    await database.crash()
    await sleep(chance.below(500))
    await database.restart()
    return "under load"
  },
}

/** A stranger locks payments from the end, servers lock them from the beginning: each has what the other wants. */
const deadlock: DatabaseFault = {
  name: "deadlock with a stranger",
  runs: 60,
  strike: async ({ ask, session }) => {
    const fallen = async (): Promise<number> =>
      Number((await ask("select deadlocks from pg_stat_database where datname = current_database()"))[0]!["deadlocks"])
    const before = await fallen()
    const stranger = await session()
    try {
      await stranger.query("set lock_timeout = '2s'; begin")
      const [middle] = (
        await stranger.query<{ id: string }>(
          "select id from payment order by id offset (select count(*) / 2 from payment) limit 1",
        )
      ).rows
      await stranger.query("select 1 from payment where id >= $1 order by id desc for update", [middle!.id])
      await sleep(50)
      await stranger.query("select 1 from payment where id < $1 order by id desc for update", [middle!.id])
    } catch (error) {
      if ((error as { readonly code?: string }).code === "40P01") return "the stranger gave way"
    } finally {
      await stranger.query("rollback")
      await stranger.end()
    }
    // The server counts after a moment.
    await sleep(1_100)
    return (await fallen()) > before ? "a change gave way" : "nobody was in the way"
  },
}

const TABLES = ["payment", "line", "refund", "event", "once_key", "errand"] as const

/** The server gives a transaction up, as it does where others were in its way: at a write, or not before its commit. */
const givenUp: DatabaseFault = {
  name: "transaction given up (40001, 40P01)",
  runs: 150,
  prepare: async ({ ask }) => {
    const triggers = TABLES.map(
      (
        table,
      ) => `create trigger proof_giving_up before insert or update on ${table} for each row execute function proof_give_up();
        create constraint trigger proof_giving_up_late after insert or update on ${table} deferrable initially deferred
          for each row execute function proof_give_up();`,
    )
    await ask(`create table proof_given_up (name text, late bool, code text); insert into proof_given_up values ('', false, '40001');
      create sequence proof_times;
      create function proof_give_up() returns trigger language plpgsql security definer as $$ declare chosen text; begin
        select code into chosen from proof_given_up where name = tg_table_name and late = (tg_when = 'AFTER');
        if chosen is not null and nextval('proof_times') = 1 then raise exception 'given up' using errcode = chosen; end if;
        return new; end $$; ${triggers.join("\n")}`)
  },
  strike: async ({ ask, chance }) => {
    const [table, code, isLate] = [chance.oneOf(TABLES), chance.oneOf(["40001", "40P01"]), chance.below(2) === 1]
    await ask(
      `update proof_given_up set name = '${table}', late = ${isLate}, code = '${code}'; select setval('proof_times', 1, false)`,
    )
    for (let tries = 0; tries < 2000; tries++) {
      const [row] = await ask("select is_called from proof_times")
      if (row!["is_called"] === true) return `${code} ${isLate ? "at the commit" : `at ${table}`}`
      await sleep(5)
    }
    throw new Error(`nobody wrote into ${table}`)
  },
}

/** Others take every session there is, and the servers lose theirs. */
const noSessionLeft: DatabaseFault = {
  name: "max_connections used up",
  runs: 5,
  strike: async ({ ask, chance, desks, session }) => {
    const others: Awaited<ReturnType<typeof session>>[] = []
    const ending = await session()
    const take = async (): Promise<void> => {
      for (;;) others.push(await session())
    }
    try {
      for (let rounds = 0; rounds < 20; rounds++) {
        await ending.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'refund-rules'",
        )
        await take().catch(() => undefined)
      }
      const from = performance.now()
      while ((await desks[0]!.client.get("/readyz")).status !== 503)
        if (performance.now() - from > 20_000) throw new Error("/readyz stayed green for 20 s without a session")
      await sleep(chance.below(1_000))
    } finally {
      await Promise.all(others.map((one) => one.end()))
      await ending.end()
    }
    for (const { client } of desks) {
      const from = performance.now()
      while ((await client.get("/readyz")).status !== 200) {
        if (performance.now() - from > 20_000) throw new Error("/readyz stayed red for 20 s with sessions to be had")
        await sleep(20)
      }
    }
    await ask("select 1")
    return "503, then green by itself"
  },
}

/** Longer than a lease, and than the database waits for a transaction that stands still. */
const STILL_MS = 6_500

/** One server stands still with all it holds, and goes on when others have long taken it up. */
const stoodStill: DatabaseFault = {
  name: "instance stopped past its lease",
  runs: 6,
  strike: async ({ answers, chance, desks, leaveAlone }) => {
    await sleep(chance.below(50))
    const desk = chance.oneOf(desks)
    process.kill(desk.server.line.pid, "SIGSTOP")
    leaveAlone(desk)
    try {
      await Promise.all([answers(50), sleep(STILL_MS + chance.below(2_000))])
    } finally {
      process.kill(desk.server.line.pid, "SIGCONT")
      leaveAlone(undefined)
    }
    return "the other went on"
  },
}

interface Struck {
  readonly fate: Fate
  readonly hit: string
}

/** Waits for something that is sent and may be cut as told, and cuts it. */
const cut = ({ proxy }: Stage, choose: (parcel: Parcel) => Struck | undefined): Promise<string> =>
  new Promise((resolve) => {
    proxy.fate = (_number, parcel) => {
      const struck = choose(parcel)
      if (struck === undefined) return "pass"
      proxy.fate = () => "pass"
      resolve(struck.hit)
      return struck.fate
    }
  })

type Parcel = Parameters<Stage["proxy"]["fate"]>[1]

/** What a statement does, without its details: `update payment`. */
const wordsOf = (sql: string): string => {
  const text = sql.replaceAll(/\s+/g, " ").trim()
  const [verb = ""] = /^\w+/.exec(text) ?? []
  const [, table] =
    /(?:insert into|update|from) "?(\w+)"?/.exec(text.replace(/^with .*?\) (?=insert|select)/, "")) ?? []
  return verb === "with" ? `insert ${table ?? ""}` : table === undefined ? verb : `${verb} ${table}`
}

/** All of them. */
export const databaseFaults: readonly DatabaseFault[] = [
  cutAnywhere,
  commitUnanswered,
  endedSession,
  killedServer,
  deadlock,
  givenUp,
  noSessionLeft,
  stoodStill,
]
