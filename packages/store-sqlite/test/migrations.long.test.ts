import { execFile } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, expect, test } from "vitest"
import { paymentOf, run, shop } from "./given.ts"
import { openStore, temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

const child = fileURLToPath(new URL("children/migrate.ts", import.meta.url))
const migrateInChild = (file: string, dieAt: number) =>
  promisify(execFile)(process.execPath, ["--conditions=@refund-rules/source", child, file, String(dieAt)])

test(
  "a process killed at any statement of a migration leaves a file that the next one brings to the end",
  { timeout: 1_200_000 },
  async () => {
    const { stdout } = await migrateInChild(join(place.folder, "counted.db"), 0)
    const statements = Number(stdout)
    expect(statements).toBeGreaterThan(40)
    for (let dieAt = 1; dieAt <= statements; dieAt++) {
      const file = join(place.folder, `killed ${dieAt}.db`)
      await expect(migrateInChild(file, dieAt)).rejects.toMatchObject({ signal: "SIGKILL" })
      const { close, store } = await openStore({ url: file })
      await run(store.open(shop, paymentOf("p1")))
      await close()
    }
  },
)
