/** Sessions that are lost: ended by an administrator, with the server that is killed, or none left to be had. */
import { setTimeout as sleep } from "node:timers/promises"
import { type DatabaseFault, listen, times, until } from "./DatabaseFault.ts"

const HEARD_MS = 5_000

/** An administrator ends a session, whatever it does just then. */
export const endedSession: DatabaseFault = {
  name: "session ended by an administrator (57P01)",
  runs: 40,
  strike: async ({ ask, chance, proxy }) => {
    const heard = listen(proxy)
    await sleep(chance.below(20))
    const [ended] = await ask(
      `select state, pg_terminate_backend(pid) from (select pid, state from pg_stat_activity
       where application_name = 'refund-rules' order by state <> 'idle' desc, random() limit 1) one`,
    )
    const isTold = await until(() => heard.refused("57P01") > 0, HEARD_MS)
    return ended !== undefined && isTold ? [`57P01 told while ${String(ended["state"])}`] : []
  },
}

/** The whole server is killed at work and started again at once. */
export const killedServer: DatabaseFault = {
  name: "postmaster killed with -9",
  runs: 40,
  strike: async ({ chance, database, proxy, refund, took }) => {
    await sleep(chance.below(200))
    const heard = listen(proxy)
    const killed = performance.now()
    await database.crash()
    await database.restart()
    const ready = performance.now()
    await refund()
    const first = performance.now()
    took("from the kill to a database that is ready", ready - killed)
    took("from then to the first refund acknowledged", first - ready)
    took("from the kill to the first refund acknowledged", first - killed)
    const ended = heard.words.flatMap((word) => (word._tag === "Ended" ? [word] : []))
    return ["killed", ...ended.map(({ wasAtWork }) => (wasAtWork ? "session lost at work" : "session lost idle"))]
  },
}

/** Others take every session there is, and the servers lose theirs. */
export const noSessionLeft: DatabaseFault = {
  name: "max_connections used up",
  runs: 20,
  strike: async ({ ask, chance, desks, proxy, session }) => {
    const heard = listen(proxy)
    const others: Awaited<ReturnType<typeof session>>[] = []
    const ending = await session()
    const take = async (): Promise<void> => {
      for (;;) others.push(await session())
    }
    const isRed = async (): Promise<boolean> => {
      // Whoever is faster has a session that was ended: the servers are left without one sooner or later.
      await ending.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'refund-rules'",
      )
      await take().catch(() => undefined)
      return (await desks[0]!.client.get("/readyz")).status === 503
    }
    try {
      if (!(await until(isRed, 20_000, 100))) return []
      await sleep(chance.below(1_000))
    } finally {
      await Promise.all(others.map((one) => one.end()))
      await ending.end()
    }
    for (const { client } of desks) {
      const isGreen = async (): Promise<boolean> => (await client.get("/readyz")).status === 200
      if (!(await until(isGreen, 20_000, 20))) throw new Error("/readyz stayed red for 20 s with sessions to be had")
    }
    await ask("select 1")
    const refused = heard.refused("53300")
    return refused === 0 ? [] : ["503, then green by itself", ...times(refused, "session refused with 53300")]
  },
}
