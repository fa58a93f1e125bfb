import { type Policy, parsePolicy } from "@refund-rules/core"
import type { ApiKey, PolicyVersion, Scope } from "@refund-rules/engine"
import { afterAll, describe, expect, test } from "vitest"
import { AT, ending, run, shop } from "./given.ts"
import { openInside } from "./inside.ts"

const { close, gateways, keys, policies, records } = openInside(":memory:")
afterAll(close)
const live: Scope = { merchant: "shop", mode: "live" }

const policyOf = (days: number, more: object = {}): Policy => {
  const rule = { id: "window", requires: { _tag: "WithinDays", of: "captured", days }, otherwise: "Refuse" }
  const parsed = parsePolicy({ id: "default", bindAt: "request", rules: [rule], terms: {}, ...more })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

const told = ({ effectiveFrom, policy, version }: PolicyVersion) => [version, effectiveFrom, policy.version]

describe("a policy", () => {
  test("gets a new version for new content only, and every version stays as it was", async () => {
    const first = await run(policies.publish(shop, policyOf(30), AT))
    expect(told(first)).toEqual([1, AT, 1])
    expect(await run(policies.publish(shop, policyOf(30), "2026-02-01T00:00:00.000Z"))).toEqual(first)
    const second = await run(policies.publish(shop, policyOf(14), "2026-02-01T00:00:00.000Z"))
    expect(told(second)).toEqual([2, "2026-02-01T00:00:00.000Z", 2])
    const back = await run(policies.publish(shop, policyOf(30), "2026-03-01T00:00:00.000Z"))
    expect([back.version, back.hash]).toEqual([3, first.hash])
    expect(await run(policies.versions(shop, "default"))).toEqual([first, second, back])
  })

  test("is in force from when it says", async () => {
    const from = { id: "later", effectiveFrom: "2027-01-01T00:00:00.000Z" }
    expect((await run(policies.publish(shop, policyOf(7, from), AT))).effectiveFrom).toBe("2027-01-01T00:00:00.000Z")
    expect(await run(records.latest)).toBe("2026-03-01T00:00:00.000Z")
  })

  test("stands as it was told to, and is told so ever after", async () => {
    const of = { id: "standing", version: 1 }
    const shadow = await run(policies.publish(shop, policyOf(7, { id: "standing" }), AT, { status: "shadow" }))
    expect(shadow).toMatchObject({ status: "shadow", effectiveFrom: AT })
    expect(await run(policies.versions(shop, "standing"))).toEqual([shadow])
    const later = "2026-05-01T00:00:00.000Z"
    const active = await run(policies.setStatus(shop, of, { status: "active", effectiveFrom: later }, AT))
    expect(active).toEqual({ ...shadow, status: "active", effectiveFrom: later })
    expect(await run(policies.publish(shop, policyOf(7, { id: "standing" }), AT, { status: "draft" }))).toEqual(active)
    expect(await run(policies.versions(shop, "standing"))).toEqual([active])
    for (const [scope, version] of [
      [live, 1],
      [shop, 2],
    ] as const)
      expect(await run(policies.setStatus(scope, { id: "standing", version }, { status: "draft" }, AT))).toBeUndefined()
  })

  test("is another merchant's or mode's own", async () => {
    expect(await run(policies.versions(live, "default"))).toEqual([])
    expect((await run(policies.publish(live, policyOf(14), AT))).version).toBe(1)
  })

  test("published by many at once gets one version for each content", async () => {
    const many = [1, 2, 1, 2, 1, 2].map((days) => policies.publish(live, policyOf(days, { id: "raced" }), AT))
    await Promise.all(many.map(run))
    const versions = await run(policies.versions(live, "raced"))
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_one, index) => index + 1))
  })
})

describe("a key", () => {
  const key: ApiKey = {
    id: "k1",
    scope: shop,
    actor: "till",
    scopes: ["refunds:write", "read"],
    maxAmount: 5000,
    maxAmountPerDay: { EUR: 20_000, JPY: 0 },
    ratePerSecond: 10,
    expiresAt: "2027-01-01T00:00:00.000Z",
    createdAt: AT,
  }

  test("is found by the hash of its secret until it is revoked, and listed ever after", async () => {
    await run(keys.add(key, "hash 1"))
    expect(await run(keys.find("hash 1"))).toEqual(key)
    expect(await run(keys.find("hash 2"))).toBe(undefined)
    expect(await run(keys.revoke(live, "k1", AT))).toBe(false)
    expect(await run(keys.revoke(shop, "k1", AT))).toBe(true)
    expect(await run(keys.revoke(shop, "k1", "2026-05-01T00:00:00.000Z"))).toBe(true)
    expect(await run(keys.find("hash 1"))).toBe(undefined)
    expect(await run(keys.keys(shop))).toEqual([{ ...key, revokedAt: AT }])
    expect(await run(keys.keys(live))).toEqual([])
    expect(await run(keys.listed(shop, { limit: 1 }))).toEqual({ items: [{ ...key, revokedAt: AT }] })
  })

  test("of one secret is one key", async () => {
    await run(keys.add({ ...key, id: "k2" }, "hash 3"))
    expect(await ending(keys.add({ ...key, id: "k3" }, "hash 3"))).toContain("UNIQUE constraint failed")
  })
})

test("a merchant is added once, known again, and told apart with other settings", async () => {
  const merchant = { id: "m1", name: "Shop", settings: { a: 1, b: { c: [2], d: null } } }
  expect(await run(keys.addMerchant(merchant))).toBe("added")
  expect(await run(keys.addMerchant({ ...merchant, settings: { b: { d: null, c: [2] }, a: 1 } }))).toBe("known")
  expect(await run(keys.addMerchant({ ...merchant, settings: {} }))).toBe("conflict")
  expect(await run(keys.merchant("m1"))).toEqual(merchant)
  expect(await run(keys.merchant("m2"))).toBe(undefined)
})

describe("a gateway", () => {
  const put = (scope: Scope, url: string, sealed: string) =>
    run(gateways.change(scope, "stripe", AT, (before) => ({ url, sealed: `${before?.sealed ?? ""}${sealed}` })))

  test("is changed as it stands, one after the other, and each change is seen once", async () => {
    const first = await put(shop, "https://a", "1")
    expect(first).toEqual({ scope: shop, provider: "stripe", url: "https://a", sealed: "1", changedAt: AT, turn: 1 })
    await Promise.all(["2", "3", "4"].map((sealed) => put(shop, "https://b", sealed)))
    const [now, ...others] = await run(gateways.changedAfter(1))
    expect([[...now!.sealed!].toSorted().join(""), others]).toEqual(["1234", []])
    expect(await run(gateways.changedAfter(now!.turn))).toEqual([])
  })

  test("of another merchant or mode is another, and one taken away is seen as gone", async () => {
    const { turn } = await put(live, "https://live", "x")
    const gone = await run(gateways.change(live, "stripe", AT, () => undefined))
    expect(gone).toEqual({ scope: live, provider: "stripe", changedAt: AT, turn: turn + 1 })
    expect(await run(gateways.changedAfter(turn))).toEqual([gone])
    expect((await run(gateways.changedAfter(0))).map(({ scope }) => scope.mode)).toEqual(["test", "live"])
  })
})
