/** One real thing of every kind that a document names, each made by its owner over the interface. */
import { setTimeout as sleep } from "node:timers/promises"
import { done } from "./asking.ts"
import { keys } from "./places.ts"

/** An id by the kind of what it names. */
export type Belongings = ReadonlyMap<string, string>

/** Makes them, and says what they are called; `receiver` takes messages, and is let in by the server. */
export const belongings = async (native: string, owner: string, receiver: string): Promise<Belongings> => {
  const post = (path: string, body: object, idempotencyKey?: string) =>
    done(native, owner, { method: "POST", path, body, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) })
  const customer = { id: "customer-1", email: "c@example.com" }
  const payment = {
    provider: "sandbox",
    references: {},
    currency: "EUR",
    captured: 1000,
    customer,
    policyId: "policy-1",
  }
  // What decides in shadow differs from what is in force, so that there are differences to be listed.
  const noted = { id: "noted", requires: { _tag: "NoteRequired" }, otherwise: "Refuse" }
  for (const [status, rules] of [
    ["active", []],
    ["shadow", [noted]],
  ] as const) {
    const policy = { id: "policy-1", bindAt: "request", rules, terms: {} }
    await done(native, owner, { method: "PUT", path: "/v1/policies/policy-1", body: { policy, status } })
  }
  const webhook = await post("/v1/webhooks", { url: receiver, events: ["dispute.*"] })
  // Two of each, none the next one of another, so that a page of one has another behind it, and with it a cursor.
  for (const id of ["payment-1", "payment-5"]) {
    await post("/v1/payments", { id, ...payment })
    await post("/v1/refunds", { paymentId: id, amount: 900 }, `refund-${id}`)
    await post("/v1/sessions", { paymentId: id, ask: { amount: 1 } }, `session-${id}`)
    const dispute = { id: id.replace("payment", "dispute"), amount: 500, status: "open" }
    await post(`/v1/payments/${id}/disputes`, dispute)
  }
  const gateway = { webhookSecrets: ["whsec_of_the_owner_0123456789"] }
  await done(native, owner, { method: "PUT", path: "/v1/gateways/dodo", body: gateway })
  const spare = await post("/v1/keys", { actor: "spare", scopes: ["read"] })
  return new Map([
    ...(await listed(native, owner)),
    ...(await delivered(native, owner, webhook.id!)),
    ["backtests", await backtested(native, owner)],
    ["customers", "customer-1"],
    ["disputes", "dispute-1"],
    ["gateways", "dodo"],
    [`${keys} /v1/refunds`, "refund-payment-1"],
    [`${keys} /v1/sessions`, "session-payment-1"],
    [`${keys} /v1/sessions/{id}/execute`, "refund-payment-5"],
    ["keys", spare.id!],
    ["merchants", "theirs"],
    ["policies", "policy-1"],
    ["webhooks", webhook.id!],
  ])
}

/** A backtest of what was decided, once it has ended: nothing of it changes after that. */
const backtested = async (native: string, owner: string): Promise<string> => {
  const body = { policyId: "policy-1" }
  const { id } = await done(native, owner, { method: "POST", path: "/v1/backtests", body })
  for (;;) {
    const { status } = await done(native, owner, { method: "GET", path: `/v1/backtests/${id}` })
    if (status === "done") return id!
    if (status === "stopped") throw new Error("the backtest was given up")
    await sleep(20)
  }
}

const lists = ["/v1/payments", "/v1/refunds", "/v1/sessions", "/v1/incidents"]

/** The newest of each list, and the cursors behind it. */
const listed = async (native: string, owner: string): Promise<readonly (readonly [string, string])[]> => {
  const page = (path: string) => done(native, owner, { method: "GET", path: `${path}?limit=1` })
  const found: (readonly [string, string])[] = []
  for (const path of lists) {
    const { items, nextCursor } = await page(path)
    found.push([path.split("/")[2]!, items![0]!.id!], [`cursor ${path}`, nextCursor!])
  }
  for (const [list, path] of [
    ["/v1/payments/{id}/events", "/v1/payments/payment-1/events"],
    ["/v1/keys", "/v1/keys"],
    ["/v1/policies/{id}/versions", "/v1/policies/policy-1/versions"],
    ["/v1/policies/{id}/differences", "/v1/policies/policy-1/differences"],
    ["/v1/events", "/v1/events"],
  ] as const)
    found.push([`cursor ${list}`, String((await page(path)).nextCursor)])
  return found
}

/** The messages of a webhook once all were taken: nothing of them changes after that. */
const delivered = async (
  native: string,
  owner: string,
  id: string,
): Promise<readonly (readonly [string, string])[]> => {
  const path = `/v1/webhooks/${id}/deliveries`
  for (;;) {
    const { items, nextCursor } = await done(native, owner, { method: "GET", path: `${path}?status=delivered&limit=1` })
    const cursor = "cursor /v1/webhooks/{id}/deliveries"
    if (typeof nextCursor === "string")
      return [
        ["messages", items![0]!.id!],
        [cursor, nextCursor],
      ]
    await sleep(20)
  }
}

/** An id of the same shape that names nothing: the name of a gateway is one of a few, and nobody has set this one. */
export const absentAs = (kind: string, id: string): string =>
  kind === "gateways"
    ? "stripe"
    : id.replace(/[a-z\d]{1,6}$/i, (end) =>
        end.replaceAll(/./g, (one) => (one === "9" ? "0" : one === "f" ? "a" : one === "z" ? "g" : after(one))),
      )

const after = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) + 1)
