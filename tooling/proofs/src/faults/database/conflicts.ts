/** Transactions that are in each other's way: deadlocks, and those that the server gives up for others' sake. */
import { setTimeout as sleep } from "node:timers/promises"
import { type DatabaseFault, listen, times, until } from "./DatabaseFault.ts"

/** A stranger locks payments from the end, servers lock them from the beginning: each has what the other wants. */
export const deadlock: DatabaseFault = {
  name: "deadlock with a stranger (40P01)",
  runs: 30,
  strike: async ({ chance, proxy, session }) => {
    const heard = listen(proxy)
    const stranger = await session()
    try {
      // Whoever looks first whether it is a deadlock gives way: now and then the stranger never looks.
      await stranger.query(`set deadlock_timeout = '${chance.oneOf(["100ms", "10s"])}'; set lock_timeout = '2s'; begin`)
      const [middle] = (
        await stranger.query<{ id: string }>(
          "select id from payment order by id offset (select count(*) / 2 from payment) limit 1",
        )
      ).rows
      await stranger.query("select 1 from payment where id >= $1 order by id desc for update", [middle!.id])
      await sleep(50)
      await stranger.query("select 1 from payment where id < $1 order by id desc for update", [middle!.id])
    } catch (error) {
      if ((error as { readonly code?: string }).code === "40P01") return ["40P01 to the stranger"]
    } finally {
      await stranger.query("rollback")
      await stranger.end()
    }
    await sleep(50)
    return times(heard.refused("40P01"), "40P01 to a change")
  },
}

const CODES = ["40001", "40P01"] as const
const TABLES = ["payment", "line", "refund", "event", "once_key", "errand"] as const

/** The server gives a transaction up, as it does where others were in its way: at a write, or not before its commit. */
export const givenUp: DatabaseFault = {
  name: "transaction given up by a trigger (40001, 40P01)",
  runs: 40,
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
  strike: async ({ ask, chance, proxy }) => {
    const [table, code, isLate] = [chance.oneOf(TABLES), chance.oneOf(CODES), chance.below(2) === 1]
    const heard = listen(proxy)
    await ask(
      `update proof_given_up set name = '${table}', late = ${isLate}, code = '${code}'; select setval('proof_times', 1, false)`,
    )
    await until(() => CODES.some((one) => heard.refused(one) > 0), 20_000)
    await ask("update proof_given_up set name = ''")
    // A statement that began before this strike may still have met the one before it.
    if (heard.refused(code) === 0) return []
    return [`${code} ${isLate ? "at the commit" : `at ${table}`}`]
  },
}

const CONFLICTS = 10

/** An operator makes every transaction of the database serializable: the server itself gives up many of them. */
export const stricter: DatabaseFault = {
  name: "transactions made serializable (40001)",
  runs: 20,
  strike: async ({ ask, proxy }) => {
    const heard = listen(proxy)
    const reopened = async (sql: string): Promise<void> => {
      await ask(`alter database postgres ${sql}`)
      await ask("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'refund-rules'")
    }
    await reopened("set default_transaction_isolation = 'serializable'")
    await until(() => heard.refused("40001") >= CONFLICTS, 10_000)
    await reopened("reset default_transaction_isolation")
    return times(heard.refused("40001"), "40001 by the server itself")
  },
}
