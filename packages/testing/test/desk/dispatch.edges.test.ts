/** Every outcome of a send, one row each: where the refund stands then, what is held, and when it is tried again. */
import type { Outcome, ProviderFact } from "@refund-rules/engine"
import type { GatewayService } from "@refund-rules/testing"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { alice, keyOf, openTestDesk, paid, scope } from "./bench.ts"
import { fact, scripted } from "./scripted.ts"

const sent = async (outcome: Outcome, given: Partial<GatewayService> = {}, found?: ProviderFact | "unknown") => {
  const provider = scripted([outcome], given, found)
  const opened = await openTestDesk({ gateway: provider.gateway })
  await opened.ask.registerPayment(alice, paid())
  await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  expect(await opened.round()).toBe(1)
  const stands = async () => {
    const { failureCode, status } = await opened.ask.refund(alice, "ref_1")
    const { held, refunded } = (await opened.ask.payment(alice, "p1")).balance
    const incidents = await Effect.runPromise(opened.memory.records.incidents(scope, {}, { limit: 10 }))
    return { status, failureCode, held, refunded, alarms: incidents.items.map(({ kind }) => kind) }
  }
  return { ...opened, ...provider, stands }
}

const held = { failureCode: null, held: 6000, refunded: 0, alarms: [] }
const spent = { failureCode: null, held: 0, refunded: 6000, alarms: [] }
const free = { failureCode: null, held: 0, refunded: 0, alarms: [] }

const rows: readonly (readonly [string, Outcome, object])[] = [
  ["nothing left", { _tag: "NotSent", cause: "no connection" }, { ...held, status: "submitting" }],
  ["nobody knows", { _tag: "Unknown", cause: "reset" }, { ...held, status: "unknown" }],
  ["not now", { _tag: "NotNow" }, { ...held, status: "submitting" }],
  [
    "the credentials are refused",
    { _tag: "Misconfigured", cause: "401" },
    { ...held, status: "submitting", alarms: ["gateway_auth"] },
  ],
  [
    "refused",
    { _tag: "Refused", code: "insufficient_balance" },
    { ...free, status: "failed", failureCode: "insufficient_balance" },
  ],
  ["refused without a word", { _tag: "Refused", code: "" }, { ...free, status: "failed" }],
  [
    "refused at length",
    { _tag: "Refused", code: "no ".repeat(200) },
    { ...free, status: "failed", failureCode: "no ".repeat(85) },
  ],
  [
    "refused as refunded already",
    { _tag: "Refused", code: "already_refunded" },
    { ...free, status: "failed", failureCode: "already_refunded", alarms: ["refunded_outside"] },
  ],
  ["taken", { _tag: "Acknowledged", fact: { ...fact, status: "pending" } }, { ...held, status: "pending" }],
  [
    "waiting for the payer",
    { _tag: "Acknowledged", fact: { ...fact, status: "requires_action" } },
    { ...held, status: "requires_action" },
  ],
  ["done", { _tag: "Acknowledged", fact }, { ...spent, status: "succeeded" }],
  ["failed", { _tag: "Acknowledged", fact: { ...fact, status: "failed" } }, { ...free, status: "failed" }],
  [
    "failed, and why",
    { _tag: "Acknowledged", fact: { ...fact, status: "failed", code: "declined" } },
    { ...free, status: "failed", failureCode: "declined" },
  ],
  ["canceled", { _tag: "Acknowledged", fact: { ...fact, status: "canceled" } }, { ...free, status: "canceled" }],
  [
    "done for another amount",
    { _tag: "Acknowledged", fact: { ...fact, amount: 6001 } },
    { ...held, status: "unknown", alarms: ["answer_mismatch"] },
  ],
  [
    "done in another currency",
    { _tag: "Acknowledged", fact: { ...fact, currency: "USD" } },
    { ...held, status: "unknown", alarms: ["answer_mismatch"] },
  ],
]

describe("a send that comes to", () => {
  it.each(rows)("%s", async (_, outcome, expected) => {
    const { sends, stands } = await sent(outcome)
    expect(await stands()).toEqual(expected)
    expect(sends).toEqual([{ key: "rr_ref_1", attempt: 1 }])
  })
})

describe("an answer under the name of another refund of ours", () => {
  it.each(["succeeded", "failed", "pending"] as const)(
    "that says %s is a doubt, and somebody is told",
    async (status) => {
      const half = { ...fact, amount: 3000 }
      const answers = [half, { ...half, status }].map((one): Outcome => ({ _tag: "Acknowledged", fact: one }))
      const provider = scripted(answers)
      const { ask, memory, round } = await openTestDesk({ gateway: provider.gateway })
      await ask.registerPayment(alice, paid())
      for (const key of ["one", "two"]) {
        await ask.request(alice, { key: keyOf(key), paymentId: "p1", ask: { amount: 3000 } })
        await round()
      }
      expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded", providerRefundId: "re_1" })
      expect(await ask.refund(alice, "ref_2")).toMatchObject({ status: "unknown", providerRefundId: null })
      const { items } = await Effect.runPromise(memory.records.incidents(scope, {}, { limit: 10 }))
      expect(items.map(({ kind, refundId }) => [kind, refundId])).toEqual([["answer_mismatch", "ref_2"]])
    },
  )
})

describe("after a try that did not get through", () => {
  it("it is sent again as if for the first time, and a refusal is believed", async () => {
    const { clock, gateway, round, sends, stands } = await sent({ _tag: "NotSent", cause: "no connection" })
    clock.move(5)
    void gateway
    expect(await round()).toBe(1)
    expect(sends.map(({ attempt }) => attempt)).toEqual([1, 1])
    expect(await stands()).toEqual({ ...spent, status: "succeeded" })
  })

  it("it waits as long as the settings say, and a person is told after the last delay", async () => {
    const notSent: Outcome = { _tag: "NotSent", cause: "no connection" }
    const provider = scripted([notSent, notSent, notSent])
    const opened = await openTestDesk({ gateway: provider.gateway, dispatch: { retrySeconds: [0, 0] } })
    const { ask, memory, round } = opened
    await ask.registerPayment(alice, paid())
    await ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    const told = async () => (await Effect.runPromise(memory.records.incidents(scope, {}, { limit: 10 }))).items.length
    const alarms = [await round().then(told), await round().then(told), await round().then(told)]
    expect([provider.sends.length, alarms]).toEqual([3, [0, 1, 1]])
  })

  it("a provider that names its time is asked then, and not before", async () => {
    const { clock, round, sends } = await sent({ _tag: "NotNow", retryAfterSeconds: 100 })
    clock.move(99)
    expect(await round()).toBe(0)
    clock.move(1)
    expect(await round()).toBe(1)
    expect(sends).toHaveLength(2)
  })

  it("a gateway that refuses the credentials is left alone for a minute", async () => {
    const { ask, clock, round, sends } = await sent({ _tag: "Misconfigured", cause: "401" })
    await ask.request(alice, { key: keyOf("k2"), paymentId: "p1", ask: { amount: 1 } })
    clock.move(59)
    await round()
    await round()
    expect(sends).toHaveLength(1)
    clock.move(1)
    expect(await round()).toBe(2)
    expect(sends).toHaveLength(3)
  })
})

describe("a doubt", () => {
  const lost: Outcome = { _tag: "Unknown", cause: "reset" }

  it("is looked up first, and what is found is believed", async () => {
    const { clock, looks, round, sends, stands } = await sent(lost, {}, fact)
    clock.move(5)
    await round()
    expect(looks).toEqual(["rr_ref_1"])
    expect(sends).toHaveLength(1)
    expect(await stands()).toEqual({ ...spent, status: "succeeded" })
  })

  it("where nothing is found is sent again with the same key", async () => {
    const { clock, round, sends, stands } = await sent(lost)
    clock.move(5)
    await round()
    expect(sends).toEqual([
      { key: "rr_ref_1", attempt: 1 },
      { key: "rr_ref_1", attempt: 2 },
    ])
    expect(await stands()).toEqual({ ...spent, status: "succeeded" })
  })

  it("never becomes a failure by a refusal of a later try", async () => {
    const provider = scripted([lost, { _tag: "Refused", code: "already_refunded" }])
    const opened = await openTestDesk({ gateway: provider.gateway })
    await opened.ask.registerPayment(alice, paid())
    await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    await opened.round()
    opened.clock.move(5)
    await opened.round()
    expect(provider.sends).toHaveLength(2)
    expect(await opened.ask.refund(alice, "ref_1")).toMatchObject({ status: "unknown" })
  })

  it.each(["none", "by-id"] as const)(
    "is never sent again where neither a key nor a look-up could keep it from being a second refund: %s",
    async (lookUp) => {
      const { clock, round, sends, stands } = await sent(lost, { keyed: false, lookUp }, "unknown")
      expect(await stands()).toEqual({ ...held, status: "unknown", alarms: ["unknown_outcome"] })
      for (let day = 0; day < 3; day++) {
        clock.move(86_400)
        await round()
      }
      expect(sends).toHaveLength(1)
    },
  )

  it("without keys is sent again only once a look-up proves that nothing happened", async () => {
    const uncertain = await sent(lost, { keyed: false, lookUp: "by-list" }, "unknown")
    uncertain.clock.move(3600)
    await uncertain.round()
    expect(uncertain.sends).toHaveLength(1)
    const proven = await sent(lost, { keyed: false, lookUp: "by-list" })
    proven.clock.move(3600)
    await proven.round()
    expect(proven.sends).toHaveLength(2)
  })

  it("is not sent again when the provider may have forgotten the key", async () => {
    const { clock, round, sends } = await sent(lost, {}, "unknown")
    clock.move(23 * 3600 - 1)
    await round()
    expect(sends).toHaveLength(2)
    const old = await sent(lost, {}, "unknown")
    old.clock.move(23 * 3600)
    await old.round()
    expect(old.sends).toHaveLength(1)
  })

  it("that outlasts every retry is for a person, and still held", async () => {
    const { clock, round, stands } = await sent(lost, {}, "unknown")
    for (let day = 0; day < 8; day++) {
      clock.move(86_400)
      await round()
    }
    expect(await stands()).toEqual({ ...held, status: "unknown", alarms: ["unknown_outcome"] })
  })
})

describe("a provider that is not done", () => {
  it("is asked again after a minute, then ever more rarely, until it is", async () => {
    const answers: ProviderFact[] = [{ ...fact, status: "pending" }, fact]
    const pending: Outcome = { _tag: "Acknowledged", fact: { ...fact, status: "pending" } }
    const { clock, round, stands } = await sent(pending, { find: () => Effect.sync(() => answers.shift()) })
    clock.move(60)
    expect(await round()).toBe(1)
    expect(await stands()).toEqual({ ...held, status: "pending" })
    clock.move(119)
    expect(await round()).toBe(0)
    clock.move(1)
    expect(await round()).toBe(1)
    expect(await stands()).toEqual({ ...spent, status: "succeeded" })
    clock.move(86_400)
    expect(await round()).toBe(0)
  })

  it.each([
    [0.05, 3],
    [1, 60],
    [30, 60],
  ])("is asked first after sixty rounds of %f s, and a minute at most", async (pollSeconds, first) => {
    const pending: Outcome = { _tag: "Acknowledged", fact: { ...fact, status: "pending" } }
    const provider = scripted([pending], {}, fact)
    const { ask, clock, round } = await openTestDesk({ gateway: provider.gateway, dispatch: { pollSeconds } })
    await ask.registerPayment(alice, paid())
    await ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    await round()
    clock.move(first - 0.001)
    expect(await round()).toBe(0)
    clock.move(0.001)
    expect(await round()).toBe(1)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded" })
  })
})
