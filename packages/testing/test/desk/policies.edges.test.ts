import { PolicyBook, rememberPolicies } from "@refund-rules/engine"
import { memoryDesk } from "@refund-rules/testing"
import { Context, Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { policyOf, reviewAbove, scope } from "./bench.ts"

const AT = "2026-01-01T00:00:00.000Z"

/** A remembering book over another that counts how often it is asked. */
const remembering = async (seconds: number) => {
  const { policies } = memoryDesk()
  let asked = 0
  const counting = PolicyBook.of({
    ...policies,
    versions: (of, id) => Effect.suspend(() => ((asked += 1), policies.versions(of, id))),
  })
  const layer = rememberPolicies(seconds).pipe(Layer.provide(Layer.succeed(PolicyBook, counting)))
  const book = Context.get(await Effect.runPromise(Effect.scoped(Layer.build(layer))), PolicyBook)
  const versions = async (): Promise<number> => (await Effect.runPromise(book.versions(scope, "default"))).length
  const publish = (amount: number) => Effect.runPromise(book.publish(scope, policyOf([reviewAbove(amount)]), AT))
  const elsewhere = (amount: number) => Effect.runPromise(policies.publish(scope, policyOf([reviewAbove(amount)]), AT))
  return { versions, publish, elsewhere, asked: () => asked }
}

describe("a policy book that remembers", () => {
  it("asks once for many answers", async () => {
    const { asked, versions } = await remembering(60)
    expect([await versions(), await versions(), await versions()]).toEqual([0, 0, 0])
    expect(asked()).toBe(1)
  })

  it("knows at once what was published through it", async () => {
    const { publish, versions } = await remembering(60)
    await versions()
    await publish(100)
    expect(await versions()).toBe(1)
    await publish(200)
    expect(await versions()).toBe(2)
  })

  it("hears of what was published elsewhere when its time is over", async () => {
    const { elsewhere, versions } = await remembering(0)
    await versions()
    await elsewhere(100)
    expect(await versions()).toBe(1)
  })
})
