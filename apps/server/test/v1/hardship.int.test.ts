/** What the server does when the disk is busy, clients are slow, or it is told to stop: nothing is lost, nobody waits for ever. */
import { mkdtemp, rm } from "node:fs/promises"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { startServer } from "@refund-rules/harness"
import { describe, expect, it } from "vitest"
import { heardToEnd } from "../http/saying.ts"
import { asker, rootKey, serve } from "../serving.ts"

const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }

/** What a connection is told until the server closes it. */
const heard = async (url: string, bytes: string) => {
  const [head = "", body = ""] = (await heardToEnd(url, bytes)).split("\r\n\r\n")
  return { status: Number(head.slice(9, 12)), json: body === "" ? undefined : JSON.parse(body) }
}

describe.concurrent("a database that another process keeps busy", () => {
  it("is waited for five seconds, then nothing is accepted, and the same key works once it is free", async () => {
    const folder = await mkdtemp(join(tmpdir(), "refund-rules-busy-"))
    const file = join(folder, "busy.db")
    const server = await serve({ REFUND_RULES_DATABASE_URL: `file:${file}` })
    await server.ask("POST", "/v1/payments", { body: payment })
    const refund = () => server.ask("POST", "/v1/refunds", { key: "k", body: { paymentId: "p1", amount: 6000 } })
    const other = new DatabaseSync(file, { timeout: 30_000 })
    other.exec("begin immediate")
    const before = performance.now()
    const answer = await refund()
    expect([answer.status, answer.json.code, answer.json.retryable]).toEqual([503, "storage_unavailable", true])
    expect(answer.headers.get("retry-after")).toBe("1")
    expect(performance.now() - before).toBeGreaterThan(4000)
    expect((await server.ask("GET", "/v1/payments/p1")).json.balance.remaining).toBe(10_000)
    expect((await server.ask("GET", "/livez")).status).toBe(200)
    expect((await server.ask("GET", "/readyz")).json.code).toBe("storage_unavailable")
    other.exec("rollback")
    other.close()
    const again = await refund()
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, null])
    expect((await server.ask("GET", "/readyz")).status).toBe(200)
    await server.close()
    await rm(folder, { recursive: true })
  })
})

describe.concurrent("a client", () => {
  it("that never finishes its headers, or its body, is told so and let go", async () => {
    const server = await serve()
    const head = `POST /v1/payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${rootKey}\r\nContent-Type: application/json\r\n`
    const answers = await Promise.all([
      heard(server.url, head),
      heard(server.url, `${head}Content-Length: 100\r\n\r\n{`),
    ])
    for (const { json, status } of answers) expect([status, json.code]).toEqual([408, "request_timeout"])
    expect((await server.ask("GET", "/readyz")).status).toBe(200)
    await server.close()
  })

  it("that goes away in the middle is no error, and what it asked for whole is kept", async ({ expect }) => {
    const server = await serve()
    await server.ask("POST", "/v1/payments", { body: payment })
    const body = JSON.stringify({ paymentId: "p1", amount: 6000 })
    const lines = [
      "POST /v1/refunds HTTP/1.1",
      "Host: x",
      `Authorization: Bearer ${rootKey}`,
      "Content-Type: application/json",
      "Idempotency-Key: gone",
      `Content-Length: ${body.length}`,
    ]
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1").on("error", () => undefined)
    socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`)
    socket.destroySoon()
    const remaining = async () => (await server.ask("GET", "/v1/payments/p1")).json.balance.remaining
    await expect.poll(remaining).toBe(4000)
    const again = await server.ask("POST", "/v1/refunds", { key: "gone", body })
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"])
    await server.close()
  })
})

describe.concurrent("a server that is told to stop", () => {
  it("answers whoever waits for a provider with what stands, and keeps the rest for the next process", async ({
    expect,
  }) => {
    await using server = await startServer()
    const ask = asker(server.line.native)
    await ask("POST", "/v1/payments", { body: payment })
    const body = { paymentId: "p1", amount: 6000, metadata: { sandbox: "hang" } }
    const waiting = ask("POST", "/v1/refunds", { key: "k", body, headers: { prefer: "wait=10" } })
    const status = async () => (await ask("GET", "/v1/refunds?paymentId=p1")).json.items[0]?.status
    await expect.poll(status).toBe("submitting")
    const before = performance.now()
    server.process.kill("SIGTERM")
    const { json, status: code } = await waiting
    expect([code, json.status]).toEqual([201, "submitting"])
    expect(performance.now() - before).toBeLessThan(8000)
    expect((await server.ended).code).toBe(0)
  })
})
