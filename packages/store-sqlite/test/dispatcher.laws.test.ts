/** The dispatcher's laws over a real file: each process of a life opens it anew, and the one before it is left as killed. */
import { type CommitFailure, dispatcherLaws, type MakeDeskStore } from "@refund-rules/testing"
import { join } from "node:path"
import { test } from "vitest"
import { SqliteStore } from "../src/index.ts"
import { temporaryFolder } from "./stores.ts"

const runs = Number(process.env["LAW_RUNS"] ?? 20)
const seed = Number(process.env["LAW_SEED"] ?? 1)

const onFile: MakeDeskStore = (clock) => {
  const place = temporaryFolder()
  let failure: CommitFailure | undefined
  const crashPoint = (at: "before-commit" | "after-commit"): void => {
    if (failure?.replace(" ", "-") !== at) return
    failure = undefined
    throw new Error("the commit failed, as it was told to")
  }
  return {
    layer: SqliteStore.layer({ url: join(place.folder, "store.db"), clock, crashPoint }),
    failNext: (next) => void (failure = next),
    close: place.remove,
  }
}

for (const { check, sentence } of dispatcherLaws(onFile))
  test(sentence, { timeout: 60_000 + runs * 5000 }, () => check({ runs, seed }))
