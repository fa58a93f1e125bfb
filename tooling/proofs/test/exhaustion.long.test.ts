/** Clients that want all of a server's time or memory: others are answered soon all the same, and it stays small. */
import { setTimeout as sleep } from "node:timers/promises"
import { startServer, testRootKey } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Aim, type Attack, attacks } from "../src/exhaustion/attacks.ts"
import type { Crowd } from "../src/exhaustion/crowd.ts"
import { peakOf, startProbe } from "../src/exhaustion/probe.ts"
import { clientOf, must } from "../src/server/Client.ts"

// A second and 512 MB are promised, and `npm run exhaustion` holds to them; a gate is on a machine of any speed, which others use.
const promised =
  process.env["EXHAUSTION"] === "strict"
    ? { milliseconds: 1000, megabytes: 512 }
    : { milliseconds: 4000, megabytes: 768 }

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

/** Attacks as they say, all at once, until the slow ones are cut off, and the others were at it for a while. */
const attacked = async (together: readonly Attack[]): Promise<void> => {
  const probe = startProbe(server.line, testRootKey, "probed")
  const crowds = together.map((attack) => ({ attack, crowd: attack.start(aim) }))
  try {
    const until = performance.now() + 4000
    while (performance.now() < until || probe.asked() < 6) await sleep(50)
    for (const { attack, crowd } of crowds)
      if (attack.isCutOff) expect([attack.name, await crowd.shut(400_000)]).toEqual([attack.name, true])
    const { asked, longest, wrong } = await probe.stop()
    for (const { attack, crowd } of crowds) figures.push(`${attack.name}: ${answered(crowd)}`)
    const took = `livez ${longest.livez.toFixed(0)} ms, refund ${longest.refund.toFixed(0)} ms of ${asked}`
    figures.push(`    ${took}; ${peakOf(server.line.pid).toFixed(0)} MB so far`)
    expect(wrong).toEqual([])
    for (const { attack, crowd } of crowds) {
      const strange = [...crowd.answers.keys()].filter((status) => !attack.statuses.includes(status))
      expect([attack.name, strange]).toEqual([attack.name, []])
      expect([attack.name, isUnanswered(attack) || crowd.answers.size > 0]).toEqual([attack.name, true])
    }
    expect(Math.max(longest.livez, longest.refund)).toBeLessThan(promised.milliseconds)
  } finally {
    for (const { crowd } of crowds) crowd.leave()
    await probe.stop()
  }
}

const isUnanswered = ({ mayBeUnanswered = false, statuses }: Attack): boolean =>
  mayBeUnanswered || statuses.length === 0

const answered = ({ answers, opened }: Crowd): string =>
  [`${opened} connections`, ...[...answers].map(([status, times]) => `${times} x ${status}`)].join(", ")

describe("a probe is answered soon, and a refund made", () => {
  it("beside all who are slow, at once", { timeout: 900_000 }, () =>
    attacked(attacks.filter(({ isCutOff }) => isCutOff)),
  )

  it.each(attacks.filter(({ isCutOff }) => !isCutOff).map((attack) => [attack.name, attack] as const))(
    "beside %s",
    { timeout: 900_000 },
    (_, attack) => attacked([attack]),
  )

  it("with all of it together in little memory, and it ends as it should", async () => {
    expect(peakOf(server.line.pid)).toBeLessThan(promised.megabytes)
    const { code, stderr } = await server.stop()
    expect([code, stderr]).toEqual([0, ""])
  })
})
