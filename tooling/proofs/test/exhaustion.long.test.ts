/** Clients that want all of a server's time or memory: others are answered within a second all the same, and it stays below 512 MB. */
import { setTimeout as sleep } from "node:timers/promises"
import { startServer, testRootKey } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Aim, attacks } from "../src/exhaustion/attacks.ts"
import { peakOf, startProbe } from "../src/exhaustion/probe.ts"
import { clientOf, must } from "../src/server/Client.ts"

let server: Awaited<ReturnType<typeof startServer>>
let aim: Aim
beforeAll(async () => {
  server = await startServer({ REFUND_RULES_LOG: "error" })
  const { facades, native } = server.line
  aim = { native: Number(new URL(native).port), stripe: Number(new URL(facades["stripe"]!).port), key: testRootKey }
  const payment = { id: "probed", provider: "sandbox", references: {}, currency: "EUR", captured: 1_000_000 }
  must(await clientOf(native, testRootKey).post("/v1/payments", payment), 201)
})
afterAll(() => server[Symbol.asyncDispose]())

const figures: string[] = []
afterAll(() => console.log(figures.join("\n")))

describe("a probe is answered within a second, and a refund made", () => {
  it.each(attacks.map((attack) => [attack.name, attack] as const))(
    "beside %s",
    { timeout: 300_000 },
    async (_, attack) => {
      const probe = startProbe(server.line, testRootKey, "probed")
      const crowd = attack.start(aim)
      try {
        if (attack.isCutOff) expect([attack.name, await crowd.shut(200_000)]).toEqual([attack.name, true])
        else await sleep(8000)
        const { asked, longest, wrong } = await probe.stop()
        const answers = [...crowd.answers].map(([status, times]) => `${times} x ${status}`).join(", ")
        figures.push(
          `${attack.name}: livez ${longest.livez.toFixed(0)} ms, refund ${longest.refund.toFixed(0)} ms of ${asked}; ` +
            `${crowd.opened} connections, ${answers}; ${peakOf(server.line.pid).toFixed(0)} MB`,
        )
        expect(wrong).toEqual([])
        expect([...crowd.answers.keys()].filter((status) => !attack.statuses.includes(status))).toEqual([])
        expect(attack.statuses.length === 0 || crowd.answers.size > 0).toBe(true)
        expect(asked).toBeGreaterThan(3)
        expect(Math.max(longest.livez, longest.refund)).toBeLessThan(1000)
      } finally {
        crowd.leave()
        await probe.stop()
      }
    },
  )

  it("with all of it together below 512 MB, and it ends as it should", async () => {
    expect(peakOf(server.line.pid)).toBeLessThan(512)
    const { code, stderr } = await server.stop()
    expect([code, stderr]).toEqual([0, ""])
  })
})
