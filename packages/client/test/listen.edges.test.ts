import { listen, NoAnswer, RequestRefused, type ListenOptions } from "@refund-rules/client"
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, describe, expect, it } from "vitest"
import { sentEvents } from "../src/sentEvents.ts"

type Answer = (response: ServerResponse) => void

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

interface Asked {
  readonly mark: string | undefined
  readonly path: string | undefined
  readonly at: number
  isOpen: boolean
}

/** A server on a real socket that gives these answers, one a connection, the last for ever. */
const answering = async (...answers: readonly Answer[]) => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const mark = request.headers["last-event-id"]
    const one = {
      mark: mark === undefined ? mark : String(mark),
      path: request.url,
      at: performance.now(),
      isOpen: true,
    }
    response.on("close", () => (one.isOpen = false))
    answers[Math.min(asked.push(one) - 1, answers.length - 1)]!(response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const heard = (more: ListenOptions = {}, attempts?: number) =>
    listen({ url, key: "rr_test", ...(attempts === undefined ? {} : { attempts }) }, more)
  return { asked, heard }
}

const stream = { "content-type": "text/event-stream" }
const begin = "retry: 1\nid: begin\n\n"
const told = (number: number): string => `id: e${number}\nevent: x\ndata: {"id":"e${number}"}\n\n`
/** A stream of this text, that then ends, breaks off or stays. */
const saying =
  (text: string, end: "ends" | "breaks" | "stays" = "stays"): Answer =>
  (response) => {
    response.writeHead(200, stream)
    response.write(text, () => {
      if (end === "ends") response.end()
      if (end === "breaks") response.socket?.destroy()
    })
  }
const problem =
  (status: number, code: string, retryable: boolean, headers = {}): Answer =>
  (response) =>
    response
      .writeHead(status, { "content-type": "application/problem+json", ...headers })
      .end(JSON.stringify({ code, detail: "why", status, retryable }))

const first = async (count: number, events: AsyncIterable<{ readonly id: string }>): Promise<readonly string[]> => {
  const ids: string[] = []
  for await (const { id } of events) if (ids.push(id) === count) break
  return ids
}

describe("a stream that breaks is made again behind what was given last", () => {
  const breaks: readonly (readonly [string, Answer])[] = [
    ["it ends", saying(begin + told(1), "ends")],
    ["it breaks off between two events", saying(begin + told(1), "breaks")],
    ["it breaks off within an event", saying(begin + told(1) + told(2).slice(0, -1), "breaks")],
    ["nothing comes any more", saying(begin + told(1) + told(2).slice(0, -1))],
  ]
  it.each(breaks)("where %s", async (what, answer) => {
    const { asked, heard } = await answering(answer, saying(begin.replace("begin", "e1") + told(2) + told(3)))
    // What comes is waited for on a busy machine, too.
    const silenceMs = what === "nothing comes any more" ? 2000 : 60_000
    expect(await first(3, heard({ silenceMs }))).toEqual(["e1", "e2", "e3"])
    expect(asked.map(({ mark }) => mark)).toEqual([undefined, "e1"])
  })

  const refusals: readonly (readonly [string, Answer])[] = [
    ["the server is stopping", problem(503, "shutting_down", true, { "retry-after": "0" })],
    ["too many listen", problem(429, "busy", true, { "retry-after": "0" })],
    ["something between answers with a page", (response) => response.writeHead(502).end("<h1>Bad gateway</h1>")],
    ["no connection comes about", (response) => response.socket?.destroy()],
  ]
  it.each(refusals)("as often as it takes, where %s", async (_, answer) => {
    const { asked, heard } = await answering(saying(begin + told(1), "ends"), answer, answer, saying(told(2)))
    const why: string[] = []
    const events = heard({ onBreak: ({ _tag }) => void why.push(_tag) })
    expect(await first(2, events)).toEqual(["e1", "e2"])
    expect(asked.map(({ mark }) => mark)).toEqual([undefined, "e1", "e1", "e1"])
    expect(why).toHaveLength(3)
  })

  it("where nothing was told yet, from where it first was: what happens meanwhile is not missed", async () => {
    const { asked, heard } = await answering(saying(begin, "ends"), saying(told(1)))
    expect(await first(1, heard({ from: "now" }))).toEqual(["e1"])
    expect(asked.map(({ mark, path }) => [path, mark])).toEqual([
      ["/v1/events?from=now", undefined],
      ["/v1/events?from=now", "begin"],
    ])
  })

  it("not before the server wants it", async () => {
    const busy = problem(429, "busy", true, { "retry-after": "1" })
    const { asked, heard } = await answering(busy, saying(told(1)))
    await first(1, heard())
    expect(asked[1]!.at - asked[0]!.at).toBeGreaterThan(990)
  })
})

describe("a stream is over", () => {
  it("where another try would end the same", async () => {
    const { asked, heard } = await answering(saying(told(1), "ends"), problem(401, "unauthenticated", false))
    const error: unknown = await first(2, heard()).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(RequestRefused)
    expect(error).toMatchObject({ code: "unauthenticated" })
    expect(asked).toHaveLength(2)
  })

  it("where a stranger answers", async () => {
    const { heard } = await answering((response) => response.writeHead(200, { "content-type": "text/html" }).end("hi"))
    await expect(first(1, heard())).rejects.toThrow("an answer 200 that is no stream of events")
  })

  it("after so many connections in a row on which nothing was heard, where they are counted", async () => {
    const dead: Answer = (response) => response.socket?.destroy()
    const { asked, heard } = await answering(dead, saying(told(1), "ends"), dead)
    const error: unknown = await first(2, heard({}, 2)).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(NoAnswer)
    expect(asked).toHaveLength(3)
  })

  it("with the caller's reason when the caller stops it, while waiting for an event and for another try", async () => {
    const silent = await answering(saying(begin))
    const waiting = await answering(problem(429, "busy", true, { "retry-after": "30" }))
    for (const { asked, heard } of [silent, waiting]) {
      const stopping = new AbortController()
      const listening = first(1, heard({ signal: stopping.signal })).catch((why: unknown) => why)
      await expect.poll(() => asked.length).toBe(1)
      await sleep(100)
      stopping.abort(new Error("enough"))
      expect(await listening).toBe(stopping.signal.reason)
    }
    await expect.poll(() => silent.asked.map(({ isOpen }) => isOpen)).toEqual([false])
  })

  it("and hung up on when the loop is left", async () => {
    const { asked, heard } = await answering(saying(begin + told(1) + told(2)))
    expect(await first(1, heard())).toEqual(["e1"])
    await expect.poll(() => asked.map(({ isOpen }) => isOpen)).toEqual([false])
  })

  it("and is not asked for before its first event is", async () => {
    const { asked, heard } = await answering(saying(begin + told(1)))
    const events = heard({ after: "pay ü:1" })
    await sleep(50)
    expect(asked).toHaveLength(0)
    await first(1, events)
    expect(asked.map(({ mark }) => mark)).toEqual(["pay%20%C3%BC%3A1"])
  })
})

describe("sent events", () => {
  const text =
    ": a comment\nretry: 10\nid: 0\n\nid: 1\r\nevent: a\r\ndata: one\r\ndata: more\r\n\r\ndata:two\rid\r\r: beat\n\nretry: soon\ndata:  three\n\n"
  const whole = [{ retryMs: 10, id: "0" }, { id: "1", data: "one\nmore" }, { data: "two", id: "" }, { data: " three" }]

  it("are the same however their text is cut", () => {
    for (let one = 0; one <= text.length; one++)
      for (let other = one; other <= text.length; other++) {
        const take = sentEvents()
        const parts = [text.slice(0, one), text.slice(one, other), text.slice(other)]
        expect(parts.flatMap((part) => take(part))).toEqual(whole)
      }
  })

  it("are none where they did not come whole", () => {
    expect(sentEvents()("data: one\n\ndata: two\n")).toEqual([{ data: "one" }])
  })
})
