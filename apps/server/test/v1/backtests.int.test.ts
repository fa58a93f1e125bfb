/** Backtests and checks of policies over real sockets: worked on by a thread, while the server goes on answering. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Reply, serve, type Serving } from "../serving.ts"
import { ended, limit, refunded, strict } from "./backtests.ts"

let server: Serving
beforeAll(async () => void (server = await serve({ REFUND_RULES_POLL_MS: "50" })))
afterAll(() => server.close())

describe("a backtest", () => {
  it("tells what another policy would have done, by what decisions have in common", async () => {
    await refunded(server.ask, "past-1", [100, 200, 5000])
    const asked = await server.ask("POST", "/v1/backtests", { body: { policy: strict(150), by: ["reason"] } })
    expect([asked.status, asked.headers.get("location")]).toEqual([202, `/v1/backtests/${asked.json.id}`])
    const { json, status } = await ended(server.ask, asked.json.id)
    expect([status, json.status, json.decisions, json.stopped]).toEqual([200, "done", 3, null])
    expect(json.result).toMatchObject({
      decisions: 3,
      gained: 0,
      lost: 2,
      moves: { "Approve Approve": 1, "Approve Refuse": 2 },
      before: { EUR: 5300 },
      after: { EUR: 100 },
    })
    expect(json.result.groups.map((one: any) => [one.of, one.lost])).toEqual([
      [{ reason: "duplicate" }, 1],
      [{ reason: "goodwill" }, 1],
    ])
    expect(json.result.affected.map((one: any) => one.before.amount)).toEqual([5000, 200])
    expect(json.result.affected[0].after).toMatchObject({ verdict: "Refuse", amount: 0 })
  })

  it("asked again under its key is the same one, and under it for something else is refused", async () => {
    await server.ask("PUT", "/v1/policies/tried", { body: { policy: { ...strict(1), id: "tried" }, status: "draft" } })
    const since = new Date(Date.now() + 60_000).toISOString()
    const start = (version: number) =>
      server.ask("POST", "/v1/backtests", { key: "bt-1", body: { policyId: "tried", version, since } })
    const [first, again, absent] = [await start(1), await start(1), await start(2)]
    await server.ask("PUT", "/v1/policies/tried", { body: { policy: { ...strict(2), id: "tried" }, status: "draft" } })
    const other = await start(2)
    expect(absent.status).toBe(404)
    expect([first.status, again.status, again.json.id]).toEqual([202, 202, first.json.id])
    expect([other.status, other.json.code]).toEqual([422, "idempotency_key_reused"])
    const { json } = await ended(server.ask, first.json.id)
    expect([json.policy.id, json.policy.version, json.since, json.result.decisions]).toEqual(["tried", 1, since, 0])
  })

  it.each([
    [{}, "/policy"],
    [{ policy: { id: "x" }, policyId: "tried" }, "/policy"],
    [{ policy: { ...strict(1), rules: [{ id: "a" }] } }, "/policy/rules/0/requires"],
    [{ policyId: "tried", by: ["customer"] }, "/by/0"],
    [{ policyId: "tried", since: "yesterday" }, "/since"],
    [{ policyId: "tried", until: "2026-01-01T00:00:00Z" }, "/until"],
  ])("of %j names what is wrong at %j", async (body, pointer) => {
    const { json, status } = await server.ask("POST", "/v1/backtests", { body })
    expect([status, json.errors?.[0].pointer]).toEqual([422, pointer])
  })

  it("is nothing to another merchant, and needs the scope of policies", async () => {
    const asked = await server.ask("POST", "/v1/backtests", { key: "bt-2", body: { policy: strict(1) } })
    await server.ask("POST", "/v1/merchants", { body: { id: "other" } })
    const { json } = await server.ask("POST", "/v1/keys", {
      body: { merchant: "other", actor: "spy", scopes: ["read"] },
    })
    const seen = await server.ask("GET", `/v1/backtests/${asked.json.id}`, { as: json.key })
    const absent = await server.ask("GET", "/v1/backtests/nothing", { as: json.key })
    const told = ({ json: { code, detail, status, title, type } }: Reply) => ({ code, detail, status, title, type })
    expect([seen.status, told(seen)]).toEqual([404, told(absent)])
    const started = await server.ask("POST", "/v1/backtests", { body: { policy: strict(1) }, as: json.key })
    expect([started.status, started.json.code]).toEqual([403, "insufficient_scope"])
  })

  it("is one of two at most that a merchant has under way", async () => {
    const begun: Reply[] = []
    const refused: Reply[] = []
    // As often as it takes that four meet: a machine may be done with some before the others have come.
    for (let round = 0; round < 100 && refused.length === 0; round++) {
      const asked = Array.from({ length: 4 }, (_, index) =>
        server.ask("POST", "/v1/backtests", { body: { policy: strict(1000 + 4 * round + index) } }),
      )
      for (const reply of await Promise.all(asked)) (reply.status === 202 ? begun : refused).push(reply)
    }
    expect([begun.length > 0, refused.length > 0]).toEqual([true, true])
    for (const { headers, json, status } of refused)
      expect([status, json.code, headers.get("retry-after")]).toEqual([429, "busy", "10"])
    await Promise.all(
      begun.map(async ({ json }) => expect((await ended(server.ask, json.id)).json.status).toBe("done")),
    )
  })
})

describe("a check of a policy", () => {
  const check = (body: object) => server.ask("POST", "/v1/policies/strict/check", { body })

  /** Again where a busy machine had no time for it. */
  const checked = async (body: object): Promise<Reply> => {
    for (;;) {
      const reply = await check(body)
      if (reply.json.code !== "time_budget_exceeded") return reply
    }
  }

  it("finds the smallest case that breaks an expectation, with its decision and its trace", async () => {
    const { json, status } = await checked({
      policy: strict(60_000),
      expectations: [["neverApprovedAbove", { EUR: 50_000 }]],
    })
    expect([status, json.passed, json.counterexamples.length]).toEqual([200, false, 1])
    const [found] = json.counterexamples
    expect([found.case.payment.captured, found.decision._tag, found.allowed]).toEqual([
      50_001,
      "Approve",
      ["Review", "Refuse"],
    ])
    expect(found.decision.trace.some(({ rule }: any) => rule === "limit")).toBe(true)
    const decided = await server.ask("POST", "/v1/decisions", { body: { ...found.case, policy: strict(60_000) } })
    expect(decided.json._tag).toBe("Approve")
  })

  it("passes what holds, of the latest version where none is given", async () => {
    await server.ask("PUT", "/v1/policies/strict", { body: strict(50_000) })
    const { json, status } = await checked({ expectations: [["neverApprovedAbove", { EUR: 50_000 }]], runs: 300 })
    expect([status, json.passed, json.counterexamples, json.coverage.fired]).toEqual([200, true, [], ["limit"]])
    expect(json.runs).toBeGreaterThan(100)
  })

  it("that is cut short by its time did not pass", async () => {
    const rules = Array.from({ length: 200 }, (_, index) => ({ ...limit(1000 + index), id: `limit-${index}` }))
    const { json, status } = await check({
      policy: { ...strict(1), rules },
      expectations: [["neverApprovedAbove", { EUR: 50_000 }]],
      runs: 100_000,
      seconds: 1,
    })
    expect([status, json.code]).toEqual([422, "time_budget_exceeded"])
  })

  it.each([
    [{ expectations: [] }, "/expectations"],
    [{ expectations: [["neverApprovedAbove", { EUR: -1 }]] }, "/expectations/0"],
    [{ expectations: [["neverHeardOf"]] }, "/expectations/0/0"],
    [{ expectations: [["sameForEveryone"]], runs: 0 }, "/runs"],
  ])("of %j names what is wrong at %j", async (body, pointer) => {
    const { json, status } = await check({ policy: strict(1), ...body })
    expect([status, json.errors?.[0].pointer]).toEqual([422, pointer])
  })

  it("leaves the server answering while it searches, and one merchant has one at a time", async () => {
    const search = (runs: number) => check({ policy: strict(50_000), expectations: [["sameForEveryone"]], runs })
    // Two at once, as often as it takes that the second comes while the first searches.
    for (let busy = 0; busy === 0;) {
      const [first, second] = await Promise.all([search(5000), search(5000)])
      const refused = [first, second].filter(({ status }) => status === 429)
      expect(refused.length).toBeLessThan(2)
      for (const { json } of refused) expect(json.code).toBe("busy")
      busy = refused.length
    }
    const first = async (): Promise<string> => {
      const searching = search(5000).then(() => "search")
      const answering = server.ask("GET", "/livez", { as: "" }).then(() => "answer")
      const winner = await Promise.race([searching, answering])
      await searching
      return winner
    }
    await expect.poll(first).toBe("answer")
  })
})
