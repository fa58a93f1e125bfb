import { strictEqual } from "node:assert/strict"
import { dollrGateway } from "@refund-rules/provider-dollr"
import { Effect, Redacted } from "effect"
import { describe, it } from "vitest"
import { gatewayTrial, hearsByAsking } from "./gatewayTrial.ts"
import { dollrWired as wired } from "./keyless.ts"
import { sendingOf } from "./outcomeTable.ts"

const trial = gatewayTrial({
  name: "Dollr",
  wired,
  gateway: (sandbox, timeoutMs) =>
    dollrGateway({ url: `${sandbox}/dollr`, clientId: "me", clientSecret: Redacted.make("secret"), timeoutMs }),
  plants: {
    "looks under another reference": (good) => ({
      ...good,
      find: (sending) => good.find({ ...sending, key: `${sending.key}_${sending.attempt}` }),
    }),
  },
})

describe("at Dollr, a gateway", () => {
  const { make, send, truth } = trial
  hearsByAsking(trial, wired, "failed")
  it("moves money once, however many send one refund at once", async () => {
    const sending = sendingOf("succeed", "EUR", 4000, wired)
    await Promise.all(Array.from({ length: 10 }, (_, index) => send({ ...sending, attempt: index + 1 })))
    strictEqual((await truth(sending)).movements.length, 1)
  })
  it("says that it does not know after a crash that lost the session, and sends nothing", async () => {
    const sending = sendingOf("hang", "EUR", 4000, wired)
    const brief = await make(1500)
    strictEqual((await Effect.runPromise(brief.send(sending)))._tag, "Unknown")
    const reborn = await make(30_000)
    strictEqual(await Effect.runPromise(reborn.find(sending)), "unknown")
    strictEqual((await Effect.runPromise(reborn.send({ ...sending, attempt: 2 })))._tag, "Unknown")
    const { calls } = await truth(sending)
    strictEqual(calls.filter(({ path }) => path === wired.moving).length, 1)
  })
})
