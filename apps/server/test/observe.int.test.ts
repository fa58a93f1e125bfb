/** What whoever runs the server can see of it: measures for a scraper, and everything for a collector. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { incidentKinds } from "@refund-rules/engine"
import { startServer } from "@refund-rules/harness"
import { asker } from "./serving.ts"

/** What the collector was told, by path: each body by itself. */
const told = new Map<string, string[]>()
const collector = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const path = request.url ?? ""
    told.set(path, [...(told.get(path) ?? []), Buffer.concat(chunks).toString()])
    response.writeHead(200, { "content-type": "application/json" }).end("{}")
  })
})

let server: Awaited<ReturnType<typeof startServer>>
let measures: string
const secret = "canary-secret-of-a-payer"

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve))
  server = await startServer({
    REFUND_RULES_OTLP_URL: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`,
    REFUND_RULES_POLL_MS: "100",
    // Nobody takes messages there.
    REFUND_RULES_WEBHOOK_ALLOW: "127.0.0.1:9",
  })
  const ask = asker(server.line.native)
  const payment = { id: "pay_1", provider: "sandbox", references: {}, currency: "EUR", captured: 1000 }
  await ask("POST", "/v1/payments", { body: { ...payment, customer: { id: "c1", name: secret } } })
  const wanted = { paymentId: "pay_1", amount: 400, note: secret }
  const wait = { prefer: "wait=5" }
  await ask("POST", "/v1/refunds", { key: "canary-key-1", body: wanted, headers: wait })
  await ask("POST", "/v1/refunds", { key: "canary-key-1", body: wanted, headers: wait })
  await ask("POST", "/v1/refunds", { key: "canary-key-2", body: { ...wanted, amount: 601 } })
  await ask("GET", `/v1/nowhere/${secret}`)
  await ask("POST", "/v1/webhooks", { body: { url: "http://127.0.0.1:9/", events: ["dispute.*"] } })
  await ask("POST", "/v1/payments/pay_1/disputes", { body: { id: "dispute_1", amount: 1000, status: "open" } })
  const waits = (queue: string): RegExp => new RegExp(`queue_age_seconds\\{.*"${queue}".*\\} (?:0\\.\\d|[1-9])`, "u")
  // What waits is looked at now and then.
  do measures = (await ask("GET", "/metrics", { as: "" })).text
  while (!["messages", "incidents"].every((queue) => waits(queue).test(measures)))
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  collector.close()
})

/** The value of the one series of a name that has these labels. */
const valueOf = (name: string, labels: Readonly<Record<string, string>>): number => {
  const lines = measures
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`))
    .filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
  expect(lines, `${name} ${JSON.stringify(labels)} in\n${measures}`).toHaveLength(1)
  return Number(lines[0]!.split(" ").at(-1))
}

describe("the measures", () => {
  it("count requests by route and status, never by path", () => {
    const refunds = { method: "POST", route: "/v1/refunds" }
    expect(valueOf("refund_rules_request_seconds_count", { ...refunds, status: "201" })).toBe(2)
    expect(valueOf("refund_rules_request_seconds_count", { ...refunds, status: "422" })).toBe(1)
    expect(valueOf("refund_rules_request_seconds_count", { route: "none", status: "404" })).toBe(1)
  })

  it("count decisions by verdict and code, a replay not again", () => {
    expect(valueOf("refund_rules_decisions_total", { verdict: "Approve", code: "none" })).toBe(1)
    expect(valueOf("refund_rules_decisions_total", { verdict: "Refuse", code: "amount_exceeds_refundable" })).toBe(1)
    expect(valueOf("refund_rules_change_seconds_count", { outcome: "replayed" })).toBe(1)
  })

  it("have every kind of incident before there is one, so that the first is seen as a rise", () => {
    for (const kind of incidentKinds)
      expect(valueOf("refund_rules_incidents_opened_total", { kind })).toBeGreaterThanOrEqual(0)
  })

  it("time decisions by verdict, each once", () => {
    expect(valueOf("refund_rules_decision_seconds_count", { verdict: "Approve" })).toBe(1)
    expect(valueOf("refund_rules_decision_seconds_sum", { verdict: "Approve" })).toBeGreaterThan(0)
  })

  it("tell what waits, and what does not", () => {
    expect(valueOf("refund_rules_queue_depth", { queue: "incidents" })).toBe(1)
    expect(valueOf("refund_rules_queue_depth", { queue: "messages" })).toBe(1)
    expect(valueOf("refund_rules_queue_depth", { queue: "notices" })).toBe(0)
    expect(valueOf("refund_rules_queue_age_seconds", { queue: "notices" })).toBe(0)
  })

  it("time the calls to providers by what became of them", () => {
    const send = { provider: "sandbox", call: "send", outcome: "Acknowledged" }
    expect(valueOf("refund_rules_gateway_call_seconds_count", send)).toBe(1)
    expect(valueOf("refund_rules_gateway_call_seconds_sum", send)).toBeGreaterThan(0)
  })

  it("are in the format of a scraper, each family with one type and one help", () => {
    const families = measures.split("\n").filter((line) => line.startsWith("# TYPE"))
    expect(new Set(families).size).toBe(families.length)
    for (const line of measures.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
      expect(line).toMatch(/^[a-z_:]+(\{([a-z]+="[^"]*",?)*\})? [\d.e+-]+$|le="\+Inf"/u)
    }
  })

  it("name no merchant, no payment, no key and nothing a payer said", () => {
    expect(measures).not.toMatch(new RegExp(`${secret}|pay_1|"default"|canary-key`, "u"))
  })
})

describe("the collector", () => {
  it("is told measures, spans and the log, without what a payer said", async () => {
    await server.stop()
    expect([...told.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual(["/v1/logs", "/v1/metrics", "/v1/traces"])
    const all = (path: string): string => told.get(path)!.join("")
    expect(all("/v1/metrics")).toContain("refund_rules_decisions_total")
    expect(all("/v1/logs")).toContain("answered")
    expect([...told.values()].flat().join("").includes("canary-key")).toBe(false)
  })

  it("is told every one of them as OTLP has it: of this service, with ids and times that can be read", () => {
    const resources = (path: string, member: string): readonly any[] =>
      told.get(path)!.flatMap((body) => (JSON.parse(body) as Record<string, any[]>)[member]!)
    const spans = resources("/v1/traces", "resourceSpans").flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap((scope: any) => scope.spans),
    )
    expect(spans.length).toBeGreaterThan(0)
    for (const span of spans) {
      expect(span).toMatchObject({
        traceId: expect.stringMatching(/^[\da-f]{32}$/u),
        spanId: expect.stringMatching(/^[\da-f]{16}$/u),
        name: expect.stringMatching(/./u),
      })
      expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true)
    }
    const metrics = resources("/v1/metrics", "resourceMetrics").flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope: any) => scope.metrics),
    )
    const points = metrics.flatMap(({ gauge, histogram, sum }) => (gauge ?? histogram ?? sum)?.dataPoints)
    expect(points.length).toBeGreaterThan(10)
    for (const point of points) expect(point).toMatchObject({ timeUnixNano: expect.stringMatching(/^\d{19}$/u) })
    const services = [
      ...resources("/v1/traces", "resourceSpans"),
      ...resources("/v1/metrics", "resourceMetrics"),
      ...resources("/v1/logs", "resourceLogs"),
    ].map(({ resource }) => resource.attributes.find(({ key }: any) => key === "service.name").value.stringValue)
    expect(new Set(services)).toEqual(new Set(["refund-rules"]))
  })
})
