/**
 * Whatever a server answers in a provider's place: a refund never counts as failed where money may have moved, and never as
 * done unless the answer is about the very refund, payment, amount and currency.
 */
import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { createServer as createHttpServer } from "node:http"
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from "node:net"
import { gzipSync } from "node:zlib"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Outcome, Sending } from "@refund-rules/engine"
import { Effect, ManagedRuntime } from "effect"
import { afterAll, describe, it } from "vitest"
import { hostile, type Hostile } from "./hostileWires.ts"

/** What answers is waited for on a busy machine, too; what never ends is not. */
const [PATIENT, HASTY] = [30_000, 500]

const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
const served: Server[] = []
afterAll(async () => {
  for (const each of served) each.close()
  await runtime.dispose()
})

const listening = async (server: Server): Promise<string> => {
  served.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Said {
  readonly status: number
  readonly body: string
}

/** A server that says on the moving path what it is told to, and behaves on every other. */
const stand = async (wire: Hostile) => {
  let next: (asked: any) => Said = () => ({ status: 500, body: "" })
  let moved = 0
  const server = createHttpServer((request, response) => {
    let text = ""
    request.on("data", (part) => (text += String(part)))
    request.on("end", () => {
      const isForm = request.headers["content-type"]?.includes("form") === true
      const asked: unknown = isForm || text === "" ? {} : JSON.parse(text)
      const isMoving = request.url === wire.moving
      if (isMoving) moved++
      const { body, status } = isMoving
        ? next(asked)
        : { status: 200, body: JSON.stringify(wire.before?.(request.url!, asked) ?? {}) }
      response.writeHead(status, { "content-type": "application/json" }).end(body)
    })
  })
  const gateway = await runtime.runPromise(wire.gateway(await listening(server), PATIENT))
  return {
    send: async (attempt: number, says: (sending: Sending, asked: any) => Said) => {
      // Dollr sends a later attempt only with the session of the first.
      const sending = wire.sending()
      if (attempt > 1) {
        next = () => ({ status: 429, body: "" })
        await Effect.runPromise(gateway.send(sending))
      }
      next = (asked) => says(sending, asked)
      moved = 0
      return { outcome: await Effect.runPromise(gateway.send({ ...sending, attempt })), moved: () => moved }
    },
  }
}

const statuses = [
  200, 201, 204, 206, 302, 400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 413, 418, 422, 425, 429, 451, 499, 500,
  502, 503, 599,
]

/** What proxies, frameworks and broken servers say: nothing of it is a provider's own word. */
const foreign: Readonly<Record<string, string>> = {
  nothing: "",
  "a page": "<html><body>refund failed</body></html>",
  null: "null",
  "a text": '"failed"',
  "a number": "4000",
  "an empty object": "{}",
  "an empty list": "[]",
  "a framework's error": '{"statusCode":400,"error":"Bad Request"}',
  "a word alone": '{"error":"failed"}',
  "a code alone": '{"code":"FAILED"}',
  "a gateway's error": '{"message":"no route matched with those values"}',
  "a problem": '{"type":"about:blank","title":"failed","status":422}',
  "half an object": '{"error":{"type":"invalid_request_error","code":"charge_already_ref',
  "two objects": '{"status":"failed"}{"status":"failed"}',
  "errors of another kind": '{"errors":[{"code":"failed"}]}',
}

/** What an outcome claims, and whether it may. */
const wrongIn = (
  outcome: Outcome,
  { status }: Said,
  isFirst: boolean,
  isNo: boolean,
  isGood: boolean,
  wire: Hostile,
) => {
  switch (outcome._tag) {
    case "Refused":
      return isFirst && isNo && wire.refusing.includes(status) ? undefined : "the hold is let go"
    case "Acknowledged":
      return isGood && status >= 200 && status < 300 ? undefined : "it counts as done"
    case "NotNow":
      return status === 429 ? undefined : "it counts as not executed"
    case "Misconfigured":
      return status === 401 || status === 403 ? undefined : "it counts as not executed"
    case "NotSent":
      return "it counts as not sent"
    case "Unknown":
      return isGood && status === 200 ? "what is good is in doubt" : undefined
  }
}

describe.each(Object.entries(hostile))("at %s, an answer", (_, wire) => {
  it("of any status and body is taken for what it is worth, and nothing is sent again", async () => {
    const { send } = await stand(wire)
    const wrong: string[] = []
    for (const status of statuses) {
      for (const attempt of [1, 2]) {
        const bodies: readonly (readonly [string, (sending: Sending, asked: any) => string])[] = [
          ...Object.entries(foreign).map(([name, body]) => [name, () => body] as const),
          ["its own no", () => JSON.stringify(wire.no)],
          ["the refund", (sending, asked) => JSON.stringify(wire.good(sending, asked))],
        ]
        for (const [name, body] of bodies) {
          const { moved, outcome } = await send(attempt, (sending, asked) => ({ status, body: body(sending, asked) }))
          const flaw = wrongIn(
            outcome,
            { status, body: "" },
            attempt === 1,
            name === "its own no",
            name === "the refund",
            wire,
          )
          const isAgain = moved() > (status === 401 && wire === hostile["dollr"] ? 2 : 1)
          if (flaw !== undefined || isAgain)
            wrong.push(`${status}, ${name}, attempt ${attempt}: ${flaw ?? "sent again"}`)
        }
      }
    }
    deepStrictEqual(wrong, [])
  })

  it("about something else is a doubt, also where it says failed", async () => {
    const { send } = await stand(wire)
    const failed = { status: wire === hostile["dollr"] ? "FAILED" : "failed" }
    const wrong: string[] = []
    for (const attempt of [1, 2]) {
      for (const [name, value] of Object.entries(wire.others)) {
        for (const more of [{}, failed]) {
          const { outcome } = await send(attempt, (sending, asked) => ({
            status: 200,
            body: JSON.stringify({ ...wire.good(sending, asked), ...more, [name]: value }),
          }))
          if (outcome._tag !== "Unknown") wrong.push(`${name} ${JSON.stringify(value)}: ${outcome._tag}`)
        }
      }
      for (const odd of [null, "4000.0", 4000.5, -4000, "", {}, []]) {
        const { outcome } = await send(attempt, (sending, asked) => {
          const good = wire.good(sending, asked)
          const amounts = Object.keys(good).filter((each) => each.includes("amount"))
          return {
            status: 200,
            body: JSON.stringify({ ...good, ...Object.fromEntries(amounts.map((each) => [each, odd])) }),
          }
        })
        // An amount that Dodo leaves out is as it was sent.
        if (outcome._tag !== "Unknown" && !(odd === null && wire === hostile["dodo"])) {
          wrong.push(`the amount ${JSON.stringify(odd)}: ${outcome._tag}`)
        }
      }
    }
    deepStrictEqual(wrong, [])
  })
})

/** Answers on the bare socket, byte by byte as a test wants it. */
const bare = (says: (socket: Socket, body: string) => void, wire: Hostile, body: string) =>
  listening(
    createNetServer((socket) => {
      let heard = ""
      socket.on("error", () => undefined)
      socket.on("data", (part) => {
        heard += String(part)
        if (!heard.includes("\r\n\r\n") || !heard.includes(wire.moving)) return
        heard = ""
        says(socket, body)
      })
    }),
  )

const headed = (status: string, body: string, length = Buffer.byteLength(body)): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`

const broken: readonly (readonly [string, (socket: Socket, no: string) => void])[] = [
  ["a reset before a byte", (socket) => void socket.resetAndDestroy()],
  ["an end before a byte", (socket) => void socket.end()],
  ["half a status line", (socket) => void socket.end("HTTP/1.1 40")],
  ["no HTTP", (socket) => void socket.end("no\r\n\r\n")],
  ["headers without a body", (socket) => void socket.end("HTTP/1.1 400 No\r\ncontent-length: 20\r\n\r\n")],
  ["a no that is longer than it is", (socket, no) => void socket.end(headed("400 No", no, no.length + 50))],
  [
    "a no cut off in its chunks",
    (socket, no) => {
      socket.end(`HTTP/1.1 400 No\r\ntransfer-encoding: chunked\r\n\r\n${no.length.toString(16)}\r\n${no}\r\n`)
    },
  ],
  [
    "a no, and then a reset",
    (socket, no) => {
      socket.write(headed("400 No", no, no.length + 1))
      setTimeout(() => socket.resetAndDestroy(), 20)
    },
  ],
  [
    "a no letter by letter",
    (socket, no) => {
      const text = headed("400 No", no)
      const timer = setInterval(
        (left: string[]) => {
          const [letter] = left.splice(0, 1)
          if (letter === undefined || socket.destroyed) clearInterval(timer)
          else socket.write(letter)
        },
        40,
        [...text],
      )
    },
  ],
  [
    "bytes that are no text",
    (socket) => {
      socket.write("HTTP/1.1 400 No\r\ncontent-length: 2\r\n\r\n")
      socket.end(Buffer.from([0xff, 0xfe]))
    },
  ],
  [
    "a no that is packed, though nobody asked for that",
    (socket, no) => {
      const packed = gzipSync(no)
      socket.write(`HTTP/1.1 400 No\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`)
      socket.end(packed)
    },
  ],
  ["an answer that never ends", (socket) => void socket.write("HTTP/1.1 400 No\r\ncontent-length: 99\r\n\r\n{")],
  ["no more than a first word", (socket) => void socket.write("HTTP/1.1 100 Continue\r\n\r\n")],
]

const endless: ReadonlySet<string> = new Set([
  "a no letter by letter",
  "an answer that never ends",
  "no more than a first word",
])

describe.each(Object.entries(hostile).filter(([name]) => name !== "dollr"))("at %s, a connection", (_, wire) => {
  it.each(broken)("that brings %s leaves a doubt", async (what, says) => {
    const url = await bare(says, wire, JSON.stringify(wire.no))
    const gateway = await runtime.runPromise(wire.gateway(url, endless.has(what) ? HASTY : PATIENT))
    strictEqual((await Effect.runPromise(gateway.send(wire.sending())))._tag, "Unknown")
  })
  it("that brings an early word first is heard to its end", async () => {
    const sending = wire.sending()
    const good = JSON.stringify(wire.good(sending, {}))
    const says = (socket: Socket, body: string) =>
      void socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${headed("200 OK", body)}`)
    const gateway = await runtime.runPromise(wire.gateway(await bare(says, wire, good), PATIENT))
    strictEqual((await Effect.runPromise(gateway.send(sending)))._tag, "Acknowledged")
  })
})
