import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { appendFileSync, mkdtempSync, rmSync } from "node:fs"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import Stripe from "stripe"
import { afterAll, describe, it } from "vitest"
import { serveSandbox } from "../src/index.ts"
import { truthOf } from "./outcomeTable.ts"

const folder = mkdtempSync(join(tmpdir(), "sandbox-process-"))
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill("SIGKILL")
  rmSync(folder, { recursive: true })
})

const main = fileURLToPath(new URL("../src/process/main.ts", import.meta.url))

/** Stripe's own client knows no paths: what it asks is sent below `/stripe`. */
const clientOf = (url: string): Stripe => {
  const toSandbox: typeof fetch = (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input)
    return fetch(`${url}/stripe${pathname}${search}`, init)
  }
  return new Stripe("sk_test_1", { httpClient: Stripe.createFetchHttpClient(toSandbox), maxNetworkRetries: 0 })
}

const start = async (file: string) => {
  const env = { ...process.env, SANDBOX_PORT: "0", SANDBOX_FILE: file }
  const child = spawn(process.execPath, ["--conditions=@refund-rules/source", main], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  })
  children.add(child)
  const [line] = (await once(child.stdout, "data")) as [Buffer]
  const { ready, url } = JSON.parse(String(line)) as { ready: boolean; url: string }
  strictEqual(ready, true)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    return (await once(child, "close")) as [number | null, NodeJS.Signals | null]
  }
  return { url, stripe: clientOf(url), end }
}

describe("a sandbox that is a process of its own", () => {
  it("says in words where it cannot keep its file, and ends", () => {
    const env = { ...process.env, SANDBOX_PORT: "0", SANDBOX_FILE: "/proc/x/sandbox.jsonl" }
    const { status, stderr } = spawnSync(process.execPath, ["--conditions=@refund-rules/source", main], { env })
    strictEqual(status, 1)
    match(String(stderr), /^the sandbox cannot run: ENOENT.*\n.*SANDBOX_FILE/)
  })

  it("knows after a kill everything it answered, and moves nothing again", async () => {
    const file = join(folder, "killed.jsonl")
    const first = await start(file)
    const asked = { payment_intent: "pi_1", amount: 4000, metadata: { order: "7" } }
    const refund = await first.stripe.refunds.create(asked, { idempotencyKey: "k1" })
    await first.end("SIGKILL")
    // What a crash tore off was answered to nobody.
    appendFileSync(file, `{"movement":{"provider":"stripe"`)
    const second = await start(file)
    const again = await second.stripe.refunds.create(asked, { idempotencyKey: "k1" })
    deepStrictEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(refund)))
    await second.stripe.refunds.create({ ...asked, payment_intent: "pi_2" }, { idempotencyKey: "k2" })
    const { calls, movements } = await truthOf(second.url, "pi_1")
    deepStrictEqual(
      movements.map(({ amount, key, payment, refund: id }) => [amount, key, payment, id]),
      [[4000, "k1", "pi_1", refund.id]],
    )
    deepStrictEqual(
      calls.map(({ key, method, path }) => [method, path, key]),
      [
        ["POST", "/v1/refunds", "k1"],
        ["POST", "/v1/refunds", "k1"],
      ],
    )
    deepStrictEqual(await second.end("SIGTERM"), [0, null])
    const third = await start(file)
    strictEqual((await truthOf(third.url, "pi_2")).movements.length, 1)
    await third.end("SIGTERM")
  })

  it("answers Stripe's own client with Stripe's own errors", async () => {
    const { end, stripe } = await start(join(folder, "errors.jsonl"))
    const wrong = async (call: Promise<unknown>) => {
      const error = await call.then(
        () => undefined,
        (failure: unknown) => failure as Stripe.errors.StripeError,
      )
      return [error?.type, error?.statusCode, error?.code]
    }
    const invalid = "StripeInvalidRequestError"
    deepStrictEqual(await wrong(stripe.refunds.create({ amount: 5 })), [invalid, 400, undefined])
    deepStrictEqual(await wrong(stripe.refunds.create({ charge: "ch_1", amount: 0 })), [
      invalid,
      400,
      "parameter_invalid_integer",
    ])
    deepStrictEqual(await wrong(stripe.refunds.create({ charge: "ch_1", x: 1 } as never)), [
      invalid,
      400,
      "parameter_unknown",
    ])
    deepStrictEqual(await wrong(stripe.refunds.retrieve("re_1")), [invalid, 404, "resource_missing"])
    deepStrictEqual(await wrong(stripe.charges.retrieve("ch_1")), [invalid, 404, "resource_missing"])
    const key = { idempotencyKey: "once" }
    await stripe.refunds.create({ charge: "ch_1", amount: 5 }, key)
    deepStrictEqual(await wrong(stripe.refunds.create({ charge: "ch_1", amount: 6 }, key)), [
      "StripeIdempotencyError",
      400,
      undefined,
    ])
    await end("SIGTERM")
  })
})

interface Heard {
  readonly type: string
  readonly id: string
  readonly status: string
  readonly at: number
}

/** A sandbox whose webhooks are listened to, each checked by Stripe's own library. */
const listening = async (name: string) => {
  const secret = "whsec_listening_0123456789"
  const heard: Heard[] = []
  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    let body = ""
    for await (const part of request) body += String(part)
    return body
  }
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      match(request.url!, /^\/webhooks\/stripe$/)
      const event = stripe.webhooks.constructEvent(body, request.headers["stripe-signature"]!, secret)
      const { status } = event.data.object as Stripe.Refund
      heard.push({ type: event.type, id: event.id, status: String(status), at: performance.now() })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const sandbox = await serveSandbox({
    port: 0,
    file: join(folder, `${name}.jsonl`),
    webhookUrl: `http://127.0.0.1:${port}/webhooks`,
    webhookSecret: secret,
    laterMs: 40,
  })
  const stripe = clientOf(sandbox.url)
  const until = async (count: number): Promise<readonly Heard[]> => {
    while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 5))
    return heard
  }
  const close = async () => {
    await sandbox.close()
    server.closeAllConnections()
    server.close()
  }
  return { stripe, until, close, url: sandbox.url }
}

describe("the webhooks of a sandbox", () => {
  it.each([
    ["succeed", ["refund.created pending", "refund.updated succeeded"]],
    ["webhook_out_of_order", ["refund.updated succeeded", "refund.created pending"]],
    ["fail_later", ["refund.created pending", "refund.failed failed"]],
  ])("tell of %s as Stripe would", async (sandbox, expected) => {
    const { close, stripe, until } = await listening(sandbox)
    await stripe.refunds.create({ charge: "ch_1", amount: 5, metadata: { sandbox } })
    deepStrictEqual(
      (await until(2)).map(({ status, type }) => `${type} ${status}`),
      expected,
    )
    await close()
  })
  it("come twice, with the same event, where that is asked for", async () => {
    const { close, stripe, until } = await listening("twice")
    await stripe.refunds.create({ charge: "ch_1", amount: 5, metadata: { sandbox: "webhook_twice,pending" } })
    const [first, second] = await until(2)
    strictEqual(first?.id, second?.id)
    await close()
  })
  it("come late where that is asked for, and after a refund is settled by hand", async () => {
    const { close, stripe, until, url } = await listening("late")
    const started = performance.now()
    const { id } = await stripe.refunds.create({
      charge: "ch_1",
      amount: 5,
      metadata: { sandbox: "webhook_late,pending" },
    })
    const [created] = await until(1)
    ok(created!.at - started >= 150)
    const settle = (body: object) =>
      fetch(`${url}/control/refunds/${id}`, { method: "POST", body: JSON.stringify(body) })
    strictEqual((await settle({ status: "succeeded", notify: true })).status, 200)
    deepStrictEqual((await until(2)).at(-1)?.status, "succeeded")
    strictEqual((await truthOf(url, "ch_1")).movements.length, 1)
    strictEqual((await settle({ status: "nonsense" })).status, 400)
    strictEqual((await fetch(`${url}/control/refunds/re_nobody`, { method: "POST", body: "{}" })).status, 404)
    await close()
  })
})
