/** A real Postgres of its own for one test file: started in about a second, reached by URL, gone with its owner. */
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { account, makeFolder } from "./folder.ts"
import { initialise } from "./initialise.ts"
import { run, runOnFreePort } from "./run.ts"

/** A running Postgres; dispose it with `await using`. */
export interface Postgres extends AsyncDisposable {
  /** Connects as its superuser, over loopback, with a password nobody else knows. */
  readonly url: string
  /** The folder of its files. */
  readonly data: string
  /** Stops it and removes all it wrote. */
  readonly stop: () => Promise<void>
  /** Kills the postmaster with SIGKILL and waits until it is gone: what was committed must survive. */
  readonly crash: () => Promise<void>
  /** Starts it again after a crash, at the same URL with the same data. */
  readonly restart: () => Promise<void>
}

/** Starts one; `settings` are those of postgresql.conf, such as `{ max_connections: "300" }`. */
export const startPostgres = async (settings: Readonly<Record<string, string>> = {}): Promise<Postgres> => {
  const owner = account()
  const folder = makeFolder(owner)
  try {
    const password = randomBytes(18).toString("base64url")
    await initialise(folder.path, owner, password)
    const place = { folder: folder.path, owner, settings }
    let running = await runOnFreePort(place)
    const port = running.port
    const stop = async () => {
      await running.end("SIGINT")
      await folder.remove()
    }
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      data: join(folder.path, "data"),
      stop,
      crash: () => running.end("SIGKILL"),
      restart: async () => void (running = await run(place, port)),
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await folder.remove()
    throw error
  }
}
