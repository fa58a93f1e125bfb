/** Publishes the policy file of the settings as `default`, before anybody may ask; the same content makes no new version. */
import { readFile } from "node:fs/promises"
import { parsePolicy, type Policy } from "@refund-rules/core"
import { PolicyBook } from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { Effect, Layer, Option } from "effect"
import { readJson } from "../json/readJson.ts"
import type { Settings } from "../settings/table.ts"
import { CannotStart } from "./CannotStart.ts"

/** Publishes it where a file is set. */
export const policyFile = ({ mode, policy: path }: Pick<Settings, "mode" | "policy">) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      if (Option.isNone(path)) return
      const book = yield* PolicyBook
      const policy = yield* policyIn(path.value)
      const { version } = yield* book.publish({ merchant: "default", mode }, policy, new Date().toISOString())
      yield* Effect.logInfo(`policy \`default\` is version ${version}`)
    }),
  )

const policyIn = Effect.fnUntraced(function* (path: string): Effect.fn.Return<Policy, CannotStart> {
  const bytes = yield* Effect.tryPromise({ try: () => readFile(path), catch: (error) => wrong(path, told(error)) })
  const json = readJson(bytes)
  if (!json.ok) return yield* wrong(path, `${json.fault.pointer} ${json.fault.detail}`.trim())
  const { value } = json
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value)
  const read = parsePolicy(isObject ? { id: "default", ...value } : value, { cel })
  if (!read.ok) {
    return yield* wrong(path, read.faults.map((fault) => `${fault.path || "/"}: ${fault.message}`).join("; "))
  }
  if (read.value.id !== "default") return yield* wrong(path, `it is policy \`${read.value.id}\`, not \`default\``)
  return read.value
})

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const wrong = (path: string, why: string): CannotStart =>
  new CannotStart({
    message: `REFUND_RULES_POLICY: found \`${path.slice(0, 100)}\`, expected a JSON file with the policy \`default\`: ${why}`,
  })
