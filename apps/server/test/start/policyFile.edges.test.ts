/** The policy file: published once for each content, and no start with one that is wrong. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { policyFile } from "@refund-rules/server/start/policyFile"
import { type MemoryDesk, memoryDesk } from "@refund-rules/testing"
import { Effect, Layer, Logger, Option } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "refund-rules-policy-"))))
afterAll(() => rm(folder, { recursive: true }))

const policy = { bindAt: "request", rules: [], terms: {} }

const loading = async (memory: MemoryDesk, content: string | undefined): Promise<string> => {
  const path = join(folder, `${Math.random()}.json`)
  if (content !== undefined) await writeFile(path, content)
  const layer = policyFile({ mode: "test", policy: Option.some(path) })
  const building = Effect.scoped(Layer.build(layer.pipe(Layer.provide([memory.layer, Logger.layer([])]))))
  return Effect.runPromise(Effect.match(building, { onFailure: ({ message }) => message, onSuccess: () => "started" }))
}

describe("a policy file", () => {
  it("is the policy `default`, with a version for each content", async () => {
    const memory = memoryDesk()
    for (const days of [30, 30, 14]) {
      const rules = [{ id: "window", requires: { _tag: "WithinDays", of: "captured", days }, otherwise: "Refuse" }]
      expect(await loading(memory, JSON.stringify({ ...policy, rules }))).toBe("started")
    }
    const versions = await Effect.runPromise(memory.policies.versions({ merchant: "default", mode: "test" }, "default"))
    expect(versions.map(({ version }) => version)).toEqual([1, 2])
  })

  it.each([
    ["absent", undefined, "ENOENT"],
    ["half", "{", "the body is not JSON"],
    ["written twice", '{"bindAt":"request","bindAt":"purchase"}', "/bindAt this member stands twice"],
    ["another", JSON.stringify({ ...policy, id: "other" }), "it is policy `other`, not `default`"],
    ["faulty", JSON.stringify({ ...policy, rules: [{}] }), "/rules/0/id: expected a value, found none"],
  ])("that is %s is told with its setting and its fault", async (_, content, why) => {
    const told = await loading(memoryDesk(), content)
    expect(told).toMatch(/^REFUND_RULES_POLICY: found `.*`, expected a JSON file with the policy `default`: /)
    expect(told).toContain(why)
  })
})
