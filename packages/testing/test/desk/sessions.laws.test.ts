/** The laws of sessions in memory. */
import { memoryDesk, sessionLaws } from "@refund-rules/testing"
import { describe, it } from "vitest"

const runs = Number(process.env["LAW_RUNS"] ?? 200)
const seed = Number(process.env["LAW_SEED"] ?? 1)
const limit = { timeout: 60_000 + runs * 100 }

describe("sessions, whatever the clocks of two processes do", () => {
  for (const { check, sentence } of sessionLaws(memoryDesk)) it(sentence, limit, () => check({ runs, seed }))
})
