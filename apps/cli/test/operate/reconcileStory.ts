/** The story of a drift of each kind: told of, repaired, and at rest; the same on every store. */
import { expect, onTestFinished } from "vitest"
import { type Folder, makeFolder } from "../running.ts"
import { type Drifting, driftingShop } from "./drifting.ts"

export interface Drift {
  readonly kind: string
  readonly paymentId: string | null
  readonly providerRefundId: string | null
  readonly done: string | null
}

const reconcile = async (folder: Folder, { environment }: Pick<Drifting, "environment">, rest = "") => {
  const line = `refund-rules reconcile --gateway stripe --since 1h ${rest} --json`
  const { code, err, out } = await folder.run(line, { environment })
  if (out === "") throw new Error(err)
  const { drifts, isListed } = JSON.parse(out) as { drifts: readonly Drift[]; isListed: boolean }
  return { code, isListed, drifts: drifts.map(({ done, kind, paymentId }) => [kind, paymentId, done]) }
}

/** The kinds and the payments of `drifting.ts`, in the order in which they are told. */
const kinds = [
  ["orphan", null],
  ["incident", "double"],
  ["incident", "fails"],
  ["incident", "gone"],
  ["settle", "moved"],
  ["adopt", "outside"],
  ["settle", "settles"],
] as const

export const reconcileStory = async (databaseIn: (folder: Folder) => string): Promise<void> => {
  const folder = makeFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  const shop = await driftingShop(folder, databaseIn(folder))
  onTestFinished(() => shop.sandbox.close())
  const read = async (line: string) => {
    const { out } = await folder.run(`refund-rules ${line} --json`, { environment: shop.environment })
    return (JSON.parse(out) as { items: readonly Record<string, any>[] }).items
  }
  const before = [await read("refund list"), await read("incidents list")]
  const withDone = (dones: readonly (string | null)[]) => kinds.map((kind, index) => [...kind, dones[index]])
  const nothing = kinds.map(() => null)
  expect(await reconcile(folder, shop)).toEqual({ code: 1, isListed: true, drifts: withDone(nothing) })
  expect([await read("refund list"), await read("incidents list")]).toEqual(before)
  const done = ["told", "told", "taken", "told", "taken", "taken", "taken"]
  expect(await reconcile(folder, shop, "--repair")).toEqual({ code: 1, isListed: true, drifts: withDone(done) })
  const refunds = await read("refund list")
  const statuses = Object.fromEntries(refunds.map(({ paymentId, status }) => [paymentId as string, status as string]))
  expect(statuses).toEqual({
    agrees: "succeeded",
    settles: "succeeded",
    moved: "succeeded",
    fails: "failed",
    gone: "succeeded",
    double: "succeeded",
    outside: "succeeded",
  })
  expect(refunds.find(({ paymentId }) => paymentId === "outside")).toMatchObject({
    providerRefundId: shop.outside,
    requestedBy: null,
  })
  const incidents = await read("incidents list")
  expect(incidents.map(({ kind, paymentId }) => `${kind} ${paymentId ?? ""}`.trim()).toSorted()).toEqual([
    "answer_mismatch double",
    "answer_mismatch gone",
    "late_failure fails",
    "orphan_webhook",
    "refunded_outside outside",
    // What an operator says of an outcome is kept as one.
    "unknown_outcome gone",
  ])
  const second = await reconcile(folder, shop, "--repair")
  expect(second.drifts.map(([kind, payment]) => [kind, payment])).toEqual([
    ["orphan", null],
    ["incident", "double"],
    ["incident", "gone"],
  ])
  expect([await read("refund list"), await read("incidents list")]).toEqual([refunds, incidents])
  const verified = await folder.run("refund-rules verify --json", { environment: shop.environment })
  expect(JSON.parse(verified.out)).toEqual({ payments: 7, broken: [] })
}
