/** A store in which everything there is has happened once: every table has rows to read, and to tamper with. */
import { sealAll, SealBook, sealKeys } from "@refund-rules/engine"
import { Effect } from "effect"
import { commanding, asking, paymentOf, run, shop } from "./given.ts"
import { openInside } from "./inside.ts"

export const lived = async (file: string) => {
  const opened = openInside(file)
  const { records, seals, store } = opened
  const at = (minute: number): string => `2026-01-01T00:${String(minute).padStart(2, "0")}:00.000Z`
  const command = (id: string, given: Parameters<typeof commanding>[0]) =>
    run(store.change(shop, id, commanding(given, { by: "ann" })))
  await run(store.open(shop, paymentOf("p1")))
  await run(store.open(shop, paymentOf("p2", { customer: undefined, lines: undefined })))
  await run(store.change(shop, "p1", asking("r1", 1000, at(1))))
  await command("p1", { _tag: "Submit", refundId: "r1", at: at(2) })
  await command("p1", { _tag: "Settle", refundId: "r1", providerRefundId: "pr1", at: at(3) })
  await run(store.change(shop, "p1", asking("r2", 500, at(4), "ben")))
  const reason = { amount: 100, reason: "duplicate" } as const
  await command("p1", { _tag: "Request", refundId: "r3", ask: reason, review: true, requestedBy: "ann", at: at(5) })
  const session = { ask: { amount: 200 }, requestedBy: "ann", expiresAt: at(50) }
  await command("p1", { _tag: "OpenSession", sessionId: "s1", ...session, at: at(6) })
  await command("p1", { _tag: "OpenSession", sessionId: "s2", ...session, at: at(7) })
  await command("p1", { _tag: "ExecuteSession", sessionId: "s1", refundId: "r4", at: at(8) })
  await command("p1", { _tag: "OpenDispute", disputeId: "d1", amount: 300, at: at(9) })
  await command("p2", { _tag: "AdoptRefund", refundId: "r5", amount: 50, at: at(10) })
  const { customer: _none, lines: _whole, ...grown } = { ...paymentOf("p2", { customer: undefined }), captured: 10_700 }
  const { id, provider, references, currency, captured } = grown
  await command("p2", { _tag: "GrowPayment", payment: { id, provider, references, currency, captured }, at: at(11) })
  const alarm = { kind: "unknown_outcome", refundId: "r2", detail: "nobody knows" } as const
  for (const minute of [12, 13])
    await run(
      store.change(
        shop,
        "p1",
        commanding({ _tag: "OpenDispute", disputeId: `d${minute}`, amount: 1, at: at(minute) }, { alarms: [alarm] }),
      ),
    )
  const [seen] = (await run(records.incidents(shop, {}, { limit: 1 }))).items
  await sealed(seals)
  await run(records.resolveIncident(shop, seen!.id, { actor: "ann", resolution: "it went through" }))
  await sealed(seals)
  return opened
}

const sealed = async (seals: (typeof SealBook)["Service"]): Promise<void> => {
  const keys = await run(sealKeys([new Uint8Array(32).fill(1)]))
  const round = sealAll({ mode: "test", worker: "one", leaseSeconds: 30, keys })
  await run(Effect.provideService(round, SealBook, seals))
}
