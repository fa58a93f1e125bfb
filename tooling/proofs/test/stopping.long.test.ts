/** Two servers on one database, each stopped and replaced under load: nobody is cut off, and nothing that was acknowledged is lost. */
import { connect } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { startPostgres, testRootKey } from "@refund-rules/harness"
import { expect, it } from "vitest"
import { openLine } from "../src/document/Line.ts"
import { bytesOf } from "../src/fuzz/Question.ts"
import { clientOf, must } from "../src/server/Client.ts"
import { databaseOf, newFolder, openDesk, removeFolder } from "../src/server/Desk.ts"
import { inspect } from "../src/store/inspect.ts"

const WORKERS = 24
const ROUNDS = 2
const payments = Array.from({ length: 6 }, (_, index) => `stopping-${index}`)

const askedUnder = (key: string) => ({ paymentId: payments[Number(key) % payments.length], amount: 1 })

/** Whoever asks: on connections that stay, as fast as it is answered, and of the other one where it is told to. */
const loadOn = (ports: number[]) => {
  const acknowledged = new Map<string, string>()
  const wrong: string[] = []
  const turnedAway = { told: 0, closed: 0, refused: 0 }
  let [keys, isOver, isGivenUp] = [0, false, false]
  const bytesFor = (key: string) =>
    bytesOf({
      method: "POST",
      target: "/v1/refunds",
      headers: [
        ["Authorization", `Bearer ${testRootKey}`],
        ["Content-Type", "application/json"],
        ["Idempotency-Key", key],
      ],
      body: Buffer.from(JSON.stringify(askedUnder(key))),
      operation: undefined,
      wanted: "anything",
      how: "",
    })
  const worker = async (index: number): Promise<void> => {
    let at = index % ports.length
    let line = openLine(ports[at]!)
    const other = (): void => {
      line.close()
      at = (at + 1) % ports.length
      line = openLine(ports[at]!)
    }
    while (!isOver) {
      const key = `${++keys}`
      for (let isDone = false; !isDone && !isGivenUp;) {
        const heard = await line.ask(bytesFor(key), false)
        if (heard.status === "none") {
          // Nobody listens there any more, or it was let in by the system and by nobody else: every client of HTTP asks again
          // then. Half an answer is another thing.
          if (heard.isCut === true) wrong.push(`${key}: ${heard.cause} in the middle of an answer`)
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
          if (heard.status === 201) {
            acknowledged.set(key, (JSON.parse(heard.text) as { readonly id: string }).id)
          } else wrong.push(`${key}: ${heard.status} ${heard.text}`)
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
    /** Waits until everybody has the answer they asked for. */
    stop: async () => {
      isOver = true
      await running
    },
    giveUp: async () => {
      isOver = isGivenUp = true
      await running
    },
  }
}

/** How much of all payments is refunded or held: each refund is one. */
const refunded = async (native: string): Promise<number> => {
  let all = 0
  for (const id of payments) {
    const { balance } = must(await clientOf(native, testRootKey).get(`/v1/payments/${id}`), 200).body
    all += balance!.refunded + balance!.held
  }
  return all
}

const register = async (native: string): Promise<void> => {
  for (const id of payments) {
    const payment = { id, provider: "sandbox", references: { of: id }, currency: "USD", captured: 1_000_000 }
    must(await clientOf(native, testRootKey).post("/v1/payments", payment), 201)
  }
}

/** Somebody who has come and says nothing yet: as long as that one stays, a server says goodbye to all who come. */
const standingBy = (port: number) => {
  const socket = connect({ host: "127.0.0.1", port }).on("error", () => undefined)
  return { [Symbol.dispose]: () => void socket.destroy() }
}

const portOf = (native: string): number => Number(new URL(native).port)

it(
  "SIGTERM under load, two instances in turn: every answer is whole, and every refund is there",
  { timeout: 1_200_000 },
  async () => {
    await using database = await startPostgres()
    const folder = newFolder("stopping")
    const start = (index: number) =>
      openDesk(folder, {
        REFUND_RULES_DATABASE_URL: database.url,
        REFUND_RULES_SANDBOX_FILE: `${folder}/sandbox-${index}.jsonl`,
      })
    const desks = [await start(0), await start(1)]
    try {
      await register(desks[0]!.server.line.native)
      const ports = desks.map(({ server }) => portOf(server.line.native))
      const load = loadOn(ports)
      for (let round = 0; round < ROUNDS * 2; round++) {
        const index = round % 2
        const before = load.acknowledged.size
        while (load.acknowledged.size < before + 150) await sleep(10)
        using _ = standingBy(ports[index]!)
        const since = performance.now()
        const { code, stderr } = await desks[index]!.server.stop()
        expect([code, stderr]).toEqual([0, ""])
        expect(performance.now() - since).toBeLessThan(60_000)
        desks[index] = await start(index)
        ports[index] = portOf(desks[index]!.server.line.native)
      }
      await load.stop()
      expect(load.wrong).toEqual([])
      expect(load.turnedAway.told).toBeGreaterThan(0)
      const ids = [...load.acknowledged.values()]
      // Who asked again under the same key has one refund, and nobody has another.
      expect([new Set(ids).size, await refunded(desks[0]!.server.line.native)]).toEqual([ids.length, ids.length])
      const again = clientOf(desks[1]!.server.line.native, testRootKey)
      for (const [key, id] of [...load.acknowledged].slice(-50))
        expect(must(await again.post("/v1/refunds", askedUnder(key), key), 201).body.id).toBe(id)
      expect(await inspect(database.url, ids)).toEqual({ missing: [], broken: [] })
      console.log(`${ids.length} refunds, ${ROUNDS * 2} stops, turned away:`, load.turnedAway)
    } finally {
      for (const { server } of desks) await server[Symbol.asyncDispose]()
    }
    removeFolder(folder)
  },
)

it(
  "SIGTERM under load, one instance on a file: every answer is whole, and every refund is there",
  { timeout: 600_000 },
  async () => {
    const folder = newFolder("stopping-file")
    const desk = await openDesk(folder)
    await register(desk.server.line.native)
    const load = loadOn([portOf(desk.server.line.native)])
    while (load.acknowledged.size < 500) await sleep(10)
    using _ = standingBy(portOf(desk.server.line.native))
    const { code, stderr } = await desk.server.stop()
    const next = await openDesk(folder)
    const { told } = load.turnedAway
    await load.giveUp()
    await next.server[Symbol.asyncDispose]()
    expect([code, stderr, load.wrong]).toEqual([0, "", []])
    expect(told).toBeGreaterThan(0)
    expect(await inspect(`file:${databaseOf(folder)}`, [...load.acknowledged.values()])).toEqual({
      missing: [],
      broken: [],
    })
    removeFolder(folder)
  },
)
