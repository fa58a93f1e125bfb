/** When the server says it is ready, and which reason it gives when it is not. */
import { Readiness } from "@refund-rules/server/lifecycle/Readiness"
import { Effect, Exit, Scope } from "effect"
import { describe, expect, it } from "vitest"

const run = <A, E>(effect: Effect.Effect<A, E, Readiness>) => Effect.runPromise(Effect.provide(effect, Readiness.layer))

const missing = { code: "storage_unavailable", detail: "the store does not answer" }
const store = { name: "store", passes: Effect.void }
const brokenStore = { name: "store", passes: Effect.fail(missing) }

describe("Readiness", () => {
  it.each([
    ["starting", "starting"],
    ["stopping", "shutting_down"],
  ] as const)("is not ready while %s, whatever its checks say", async (phase, code) => {
    const reason = Readiness.use((readiness) =>
      Effect.gen(function* () {
        yield* readiness.enter(phase)
        yield* readiness.add(brokenStore)
        return yield* Effect.flip(readiness.ask)
      }),
    )
    expect(await run(Effect.scoped(reason))).toMatchObject({ code })
  })

  it("is ready when every check passes, and names them", async () => {
    const names = Readiness.use((readiness) =>
      Effect.gen(function* () {
        yield* readiness.enter("serving")
        yield* readiness.add(store)
        return yield* readiness.ask
      }),
    )
    expect(await run(Effect.scoped(names))).toEqual(["store"])
  })

  it("gives the reason of a check that fails, for as long as the check lives", async () => {
    const answers = Readiness.use((readiness) =>
      Effect.gen(function* () {
        yield* readiness.enter("serving")
        const scope = yield* Scope.make()
        yield* Scope.provide(readiness.add(brokenStore), scope)
        const during = yield* Effect.flip(readiness.ask)
        yield* Scope.close(scope, Exit.void)
        return [during, yield* readiness.ask]
      }),
    )
    expect(await run(answers)).toEqual([missing, []])
  })
})
