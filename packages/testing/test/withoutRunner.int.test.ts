import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"

const script = `
import { parsePolicy } from "@refund-rules/core"
import { coreLaws, gatewayLaws, memoryStore, policyLaws, runLaws, simulatedGateway, storeLaws } from "@refund-rules/testing"

const policy = parsePolicy({ id: "shop", bindAt: "request", rules: [], terms: {} })
if (!policy.ok) throw new Error("the policy cannot be read")
const forgetful = () => {
  const { store } = memoryStore()
  return { store: { ...store, changeOnce: (scope, key, id, judge) => store.changeOnce({ ...scope, merchant: "all" }, key, id, judge) } }
}
const kinds = {
  core: coreLaws,
  policy: policyLaws(policy.value),
  store: storeLaws(() => memoryStore()),
  gateway: gatewayLaws(() => simulatedGateway()),
}
const told = {}
for (const [name, laws] of Object.entries(kinds)) told[name] = [laws.length, await runLaws(laws, { runs: 5 })]
const broken = await runLaws(storeLaws(forgetful), { runs: 1 })
console.log(JSON.stringify({ told, broken: broken.map(({ because, sentence }) => because.includes(sentence)) }))
`

test("all laws run in plain Node.js, with no test runner near, and tell what is broken", () => {
  const options = ["--conditions=@refund-rules/source", "--input-type=module", "--eval", script]
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")))
  const out = execFileSync(process.execPath, options, { cwd: join(import.meta.dirname, ".."), encoding: "utf8", env })
  const { broken, told } = JSON.parse(out) as { broken: readonly boolean[]; told: Record<string, [number, unknown[]]> }
  expect(Object.entries(told).map(([name, [count, wrong]]) => [name, count > 5, wrong])).toEqual(
    ["core", "policy", "store", "gateway"].map((name) => [name, true, []]),
  )
  expect(broken.length).toBeGreaterThan(5)
  expect(broken.every((one) => one)).toBe(true)
})
