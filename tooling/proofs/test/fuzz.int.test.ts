/** Some hundreds of questions of every kind to the real server; twenty thousand are in `test:long`, and `npm run fuzz` asks as many as it is told. */
import { startServer, testRootKey } from "@refund-rules/harness"
import { expect, it } from "vitest"
import { seedOfRun } from "../src/chance.ts"
import { fuzz, nobody } from "../src/fuzz/fuzz.ts"

const seed = seedOfRun()

it(`every answer is as the document says, whatever is asked, seed ${seed}`, async () => {
  await using server = await startServer({ REFUND_RULES_LOG: "error", REFUND_RULES_WEBHOOK_ALLOW: nobody })
  const { coverage, faults } = await fuzz({ native: server.line.native, rootKey: testRootKey }, 800, seed)
  expect([...faults].map(([fault, { example }]) => `${fault}\n${example}`)).toEqual([])
  // A run that met few operations or few statuses has looked at little.
  const statuses = new Set([...coverage.values()].flatMap((one) => [...one.keys()]))
  expect([coverage.size >= 35, [200, 201, 400, 401, 403, 404, 422].filter((one) => !statuses.has(one))]).toEqual([
    true,
    [],
  ])
})
