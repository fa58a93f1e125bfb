/** A server that is stopped under load: nobody is cut off, and nothing that was acknowledged is lost. */
import { setTimeout as sleep } from "node:timers/promises"
import { testRootKey } from "@refund-rules/harness"
import { expect, it } from "vitest"
import { openLine } from "../src/document/Line.ts"
import { bytesOf } from "../src/fuzz/Question.ts"
import { clientOf, must } from "../src/server/Client.ts"
import { databaseOf, newFolder, openDesk, removeFolder } from "../src/server/Desk.ts"
import { inspect } from "../src/store/inspect.ts"

const WORKERS = 24
const payments = Array.from({ length: 6 }, (_, index) => `stopping-${index}`)

/** Whoever asks: on connections that stay, as fast as it is answered, and of the other one where it is told to. */
const loadOn = (ports: number[]) => {
  const acknowledged: string[] = []
  const wrong: string[] = []
  const turnedAway = { told: 0, closed: 0, refused: 0 }
  let [keys, isOver] = [0, false]
  const bytesFor = (key: string) =>
    bytesOf({
      method: "POST",
      target: "/v1/refunds",
      headers: [
        ["Authorization", `Bearer ${testRootKey}`],
        ["Content-Type", "application/json"],
        ["Idempotency-Key", key],
      ],
      body: Buffer.from(JSON.stringify({ paymentId: payments[Number(key) % payments.length], amount: 1 })),
      operation: undefined,
      wanted: "anything",
      how: "",
    })
  const worker = async (index: number): Promise<void> => {
    let at = index % ports.length
    let line = openLine(ports[at]!)
    let asked = 0
    const other = (): void => {
      line.close()
      at = (at + 1) % ports.length
      line = openLine(ports[at]!)
      asked = 0
    }
    while (!isOver) {
      const key = `${++keys}`
      for (let isDone = false; !isDone && !isOver;) {
        const heard = await line.ask(bytesFor(key), false)
        asked += 1
        if (heard.status === "none") {
          // Nobody listens there, or a connection that had nothing to say for a while was closed: every client of HTTP asks again
          // then. Anything else is an answer that was cut off.
          if (heard.cause !== "ECONNREFUSED" && asked === 1) wrong.push(`${key}: ${heard.cause}`)
          if (heard.cause === "ECONNREFUSED") turnedAway.refused += 1
          else turnedAway.closed += 1
          other()
          await sleep(10)
        } else if (heard.status === 503) {
          const { code } = JSON.parse(heard.text) as { readonly code: string }
          const isSaid = code === "shutting_down" && heard.headers.has("retry-after")
          if (!isSaid || heard.headers.get("connection") !== "close") wrong.push(`${key}: 503 ${heard.text}`)
          turnedAway.told += 1
          // Where there is nobody else to ask, it is asked again when the server said that it may be.
          if (ports.length === 1) await sleep(1000 * Number(heard.headers.get("retry-after")))
          other()
        } else if (heard.status === 409 && heard.text.includes("idempotency_in_progress")) await sleep(20)
        else {
          isDone = true
          if (heard.status === 201) acknowledged.push((JSON.parse(heard.text) as { readonly id: string }).id)
          else wrong.push(`${key}: ${heard.status} ${heard.text}`)
        }
      }
    }
    line.close()
  }
  const running = Promise.all(Array.from({ length: WORKERS }, (_, index) => worker(index)))
  return {
    acknowledged,
    turnedAway,
    wrong,
    stop: async () => {
      isOver = true
      await running
    },
  }
}

const register = async (native: string): Promise<void> => {
  for (const id of payments) {
    const payment = { id, provider: "sandbox", references: { of: id }, currency: "USD", captured: 1_000_000 }
    must(await clientOf(native, testRootKey).post("/v1/payments", payment), 201)
  }
}

const portOf = (native: string): number => Number(new URL(native).port)

it(
  "SIGTERM under load, one instance on a file: every answer is whole, and every refund is there",
  { timeout: 200_000 },
  async () => {
    const folder = newFolder("stopping-file")
    const desk = await openDesk(folder)
    await register(desk.server.line.native)
    const load = loadOn([portOf(desk.server.line.native)])
    while (load.acknowledged.length < 1000) await sleep(10)
    const { code, stderr } = await desk.server.stop()
    const next = await openDesk(folder)
    const { told } = load.turnedAway
    await load.stop()
    await next.server[Symbol.asyncDispose]()
    expect([code, stderr, load.wrong]).toEqual([0, "", []])
    expect(told).toBeGreaterThan(0)
    expect(await inspect(`file:${databaseOf(folder)}`, load.acknowledged)).toEqual({ missing: [], broken: [] })
    removeFolder(folder)
  },
)
