/** How the server ends: nothing that was taken on is dropped, nothing new is taken on, and nobody waits for long. */
import { once } from "node:events"
import { connect } from "node:net"
import type { Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { startServer } from "@refund-rules/harness"
import type { ReadyLine } from "@refund-rules/harness"
import { describe, expect, it } from "vitest"

// Pages that together are larger than all buffers between the two: a client that does not read leaves one unfinished.
const PAGES = 20
const askWithoutReading = async (line: ReadyLine): Promise<Socket> => {
  const { hostname, port } = new URL(line.native)
  const socket = connect({ host: hostname, port: Number(port) }).pause()
  socket.write(`GET /docs HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`.repeat(PAGES))
  // The first answer has begun.
  await once(socket, "readable")
  return socket
}

const readToEnd = async (socket: Socket): Promise<readonly string[]> => {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  const answers: string[] = []
  for (let rest = Buffer.concat(chunks); rest.length > 0;) {
    const head = rest.indexOf("\r\n\r\n") + 4
    const start = rest.toString("latin1", 0, head)
    const length = Number(/content-length: (\d+)/i.exec(start)?.[1])
    answers.push(`${start.slice(9, 12)} ${rest.length - head >= length ? "whole" : "cut off"}`)
    rest = rest.subarray(head + length)
  }
  return answers
}

describe.each(["SIGTERM", "SIGINT"] as const)("%s", (signal) => {
  it("ends an idle server with code 0 in a few seconds at most, also with silent connections open", async () => {
    await using server = await startServer()
    const silent = connect(Number(new URL(server.line.native).port), "127.0.0.1").on("error", () => {})
    silent.write("GET /livez HT")
    await fetch(`${server.line.native}/livez`)
    const before = performance.now()
    server.process.kill(signal)
    const { code, stderr } = await server.ended
    expect([code, performance.now() - before < 15_000]).toEqual([0, true])
    expect(stderr).toContain("stopping: no new work")
    silent.destroy()
  })
})

describe("a server that stops with a request unfinished", () => {
  it("finishes it, says it is not ready, takes no new work, and then ends with code 0", async () => {
    await using server = await startServer()
    const socket = await askWithoutReading(server.line)
    server.process.kill("SIGTERM")
    await expect.poll(async () => (await fetch(`${server.line.native}/readyz`)).status).toBe(503)
    const notReady = await fetch(`${server.line.native}/readyz`)
    expect(notReady.headers.get("retry-after")).toBe("1")
    expect(await notReady.json()).toMatchObject({ code: "shutting_down", retryable: true })
    expect((await fetch(`${server.line.native}/livez`)).status).toBe(200)
    const refused = await fetch(`${server.line.native}/openapi.json`)
    expect(await refused.json()).toMatchObject({ status: 503, code: "shutting_down" })
    const answers = await readToEnd(socket)
    // What was asked behind it without waiting had come in before the stop, too.
    expect(answers).toEqual(Array.from({ length: PAGES }, () => "200 whole"))
    expect((await server.ended).code).toBe(0)
  })

  it("waits for nobody who left with answers unread", async () => {
    await using server = await startServer()
    const socket = await askWithoutReading(server.line)
    socket.destroy()
    const before = performance.now()
    const { code, stderr } = await server.stop()
    expect([code, stderr.includes("unfinished")]).toEqual([0, false])
    expect(performance.now() - before).toBeLessThan(15_000)
  })

  it("ends at once on a second signal, but takes the echo of one Ctrl-C for a single wish", async () => {
    await using server = await startServer()
    const socket = await askWithoutReading(server.line)
    socket.on("error", () => {})
    server.process.kill("SIGINT")
    server.process.kill("SIGINT")
    await sleep(600)
    expect(server.process.exitCode).toBe(null)
    // A busy machine may take long to hear the first one.
    const repeating = setInterval(() => server.process.kill("SIGINT"), 600)
    const { code, stderr } = await server.ended
    clearInterval(repeating)
    expect([code, stderr.includes("second signal")]).toEqual([130, true])
    socket.destroy()
  })
})
