/** An import of many rows that is stopped on its way goes on, and comes to the same end as one that was not. */
import { test } from "vitest"
import { stopAndGoOn } from "./starting.ts"

test.each(["SIGKILL", "SIGINT"] as const)(
  "an import stopped by %s goes on and comes to the same end",
  { timeout: 600_000 },
  (signal) => stopAndGoOn(signal, 30_000),
)
