/** Twenty thousand questions to the real server, and what it holds in memory for them. */
import { readFileSync } from "node:fs"
import { startServer, testRootKey } from "@refund-rules/harness"
import { expect, it } from "vitest"
import { seedOfRun } from "../src/chance.ts"
import { fuzz, nobody } from "../src/fuzz/fuzz.ts"

const seed = seedOfRun()

it(`every answer of 20,000 is as the document says, seed ${seed}`, { timeout: 900_000 }, async () => {
  await using server = await startServer({ REFUND_RULES_LOG: "error", REFUND_RULES_WEBHOOK_ALLOW: nobody })
  const { faults, parameters } = await fuzz({ native: server.line.native, rootKey: testRootKey }, 20_000, seed)
  expect([...faults].map(([fault, { example }]) => `${fault}\n${example}`)).toEqual([])
  // Some need luck, such as a refund that still waits for its approval; most have their wish, or little was looked at.
  const unmet = [...parameters].flatMap(([name, times]) => (times === 0 ? [name] : []))
  expect(unmet.length, unmet.join(", ")).toBeLessThan(parameters.size / 10)
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.line.pid}/status`, "utf8"))?.[1]) / 1024
  expect(resident).toBeLessThan(512)
  const { code, stderr } = await server.stop()
  expect([code, stderr]).toEqual([0, ""])
})
