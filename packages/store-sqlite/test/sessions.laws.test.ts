/** The laws of sessions over a real file, which two processes have open. */
import { type MakeDeskStore, sessionLaws } from "@refund-rules/testing"
import { join } from "node:path"
import { test } from "vitest"
import { SqliteStore } from "../src/index.ts"
import { temporaryFolder } from "./stores.ts"

const runs = Number(process.env["LAW_RUNS"] ?? 15)
const seed = Number(process.env["LAW_SEED"] ?? 1)

const onFile: MakeDeskStore = (clock) => {
  const place = temporaryFolder()
  return {
    layer: SqliteStore.layer({ url: join(place.folder, "store.db"), clock }),
    failNext: () => undefined,
    close: place.remove,
  }
}

for (const { check, sentence } of sessionLaws(onFile))
  test(sentence, { timeout: 60_000 + runs * 5000 }, () => check({ runs, seed }))
