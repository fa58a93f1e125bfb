/** Every operation of the document, knocked at with every kind of key: nobody enters without the right one, a route of tomorrow included. */
import { setTimeout as sleep } from "node:timers/promises"
import { startServer, testRootKey } from "@refund-rules/harness"
import { expect, it } from "vitest"
import { seedOfRun } from "../src/chance.ts"
import { knock } from "../src/fuzz/doors.ts"
import { done } from "../src/isolation/asking.ts"

const scopes = ["payments:write", "refunds:write", "refunds:approve", "policies:write", "read", "admin"]
const seed = seedOfRun()

/** What only looks, though it is a POST: its question is too long for an address. */
const looking = /^GET |^POST \/v1\/(quotes|decisions|policies\/\{id\}\/(diff|lint|check))$/

it(`no operation opens to a key that it should not, seed ${seed}`, async () => {
  await using server = await startServer({ REFUND_RULES_LOG: "error" })
  const { native } = server.line
  const make = (more: object) =>
    done(native, testRootKey, { method: "POST", path: "/v1/keys", body: { actor: "a", scopes: ["admin"], ...more } })
  // Soon over, and still to come when it is made: where that takes long, it is given longer.
  const expiring = async (seconds: number): Promise<{ readonly key: string | undefined; readonly at: number }> => {
    const at = Date.now() + seconds * 1000
    const made = make({ expiresAt: new Date(at).toISOString() })
    return made.then(
      ({ key }) => ({ key, at }),
      (error: unknown) => (seconds > 30 ? Promise.reject(error) : expiring(4 * seconds)),
    )
  }
  const expired = await expiring(2)
  const revoked = await make({})
  await done(native, testRootKey, { method: "DELETE", path: `/v1/keys/${revoked.id}` })
  const live = await make({ mode: "live" })
  const scoped: (readonly [string, string])[] = []
  for (const scope of scopes) scoped.push([scope, `Bearer ${(await make({ scopes: [scope] })).key}`])
  await sleep(Math.max(0, expired.at - Date.now() + 100))
  const doors = await knock(
    native,
    new Map<string, string | undefined>([
      ["nobody", undefined],
      ["a stranger", "Bearer rr_test_wrong_0123456789"],
      ["a key in another form", `Basic ${btoa(`${testRootKey}:`)}`],
      ["a key with more behind it", `Bearer ${testRootKey}x`],
      ["an expired key", `Bearer ${expired.key}`],
      ["a revoked key", `Bearer ${revoked.key}`],
      ["a key of live mode", `Bearer ${live.key}`],
      ...scoped,
    ]),
    seed,
  )
  expect(doors.size).toBeGreaterThan(35)
  for (const [operation, answers] of doors) {
    const refused = ["nobody", "a stranger", "a key in another form", "a key with more behind it", "an expired key"]
    for (const who of [...refused, "a revoked key"])
      expect([operation, who, answers.get(who)]).toEqual([operation, who, "401 unauthenticated"])
    expect([operation, answers.get("a key of live mode")]).toEqual([operation, "403 mode_mismatch"])
    const letIn = scopes.filter((scope) => answers.get(scope) !== "403 insufficient_scope")
    const strange = letIn.filter((scope) => answers.get(scope)!.startsWith("401"))
    expect([operation, strange]).toEqual([operation, []])
    // One scope is the right one, and `admin` has every right; what the root key alone may do opens to none.
    const isLike = letIn.length === 0 || (letIn.includes("admin") && letIn.length <= 2)
    expect([operation, letIn, isLike]).toEqual([operation, letIn, true])
    if (!looking.test(operation)) expect([operation, letIn.includes("read")]).toEqual([operation, false])
  }
})
