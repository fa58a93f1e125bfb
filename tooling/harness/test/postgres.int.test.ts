/** The Postgres that later tests rely on is real: many backends, transactions, and a crash that loses nothing. */
import { execFile } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { promisify } from "node:util"
import { startPostgres } from "@refund-rules/harness"
import type { Postgres } from "@refund-rules/harness"
import { Client, Pool } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const ask = async (url: string, query: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(query)).rows
  } finally {
    await client.end()
  }
}

describe("startPostgres", () => {
  let postgres: Postgres
  beforeAll(async () => void (postgres = await startPostgres()))
  afterAll(() => postgres.stop())

  it("gives each of 20 concurrent connections a backend of its own", async () => {
    const pool = new Pool({ connectionString: postgres.url, max: 20 })
    const asked = Array.from({ length: 20 }, () => pool.query("select pg_backend_pid() as pid, pg_sleep(0.2)"))
    const backends = (await Promise.all(asked)).map(({ rows }) => rows[0].pid)
    await pool.end()
    expect(new Set(backends).size).toBe(20)
  })

  it("keeps what was committed, and drops what was rolled back", async () => {
    await ask(postgres.url, "create table kept (word text)")
    await ask(postgres.url, "begin; insert into kept values ('committed'); commit")
    await ask(postgres.url, "begin; insert into kept values ('rolled back'); rollback")
    expect(await ask(postgres.url, "select word from kept")).toEqual([{ word: "committed" }])
  })

  it("keeps what was committed when its postmaster is killed", async () => {
    await ask(postgres.url, "create table survives as select 1 as one")
    await postgres.crash()
    await expect(ask(postgres.url, "select 1")).rejects.toThrow("ECONNREFUSED")
    await postgres.restart()
    expect(await ask(postgres.url, "select one from survives")).toEqual([{ one: 1 }])
  })

  it("turns away whoever has no password", async () => {
    const url = new URL(postgres.url)
    url.password = "wrong"
    await expect(ask(url.href, "select 1")).rejects.toThrow("password authentication failed")
  })

  it("leaves nothing behind when the process that started it is killed", async () => {
    const script = `
      import { startPostgres } from "@refund-rules/harness"
      await startPostgres()
      process.kill(process.pid, "SIGKILL")
    `
    const options = ["--conditions=@refund-rules/source", "--input-type=module", "--eval", script]
    const running = promisify(execFile)(process.execPath, options, { cwd: import.meta.dirname })
    const left = () => readdirSync(tmpdir()).filter((name) => name.includes(`postgres-${running.child.pid}-`))
    await expect(running).rejects.toThrow("Command failed")
    await expect.poll(left).toEqual([])
    expect(existsSync(`/proc/${running.child.pid}`)).toBe(false)
  })
})
