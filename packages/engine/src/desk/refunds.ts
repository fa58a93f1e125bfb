/** What people do to refunds: look, approve, reject, cancel, resolve, rename. */
import type { Ledger, Policy } from "@refund-rules/core"
import { Effect } from "effect"
import { Invalid } from "../errors.ts"
import type { Judge } from "../ports/LedgerStore.ts"
import type { RefundRecord } from "../ports/Records.ts"
import type { Caller, RefundDeskShape } from "../RefundDeskShape.ts"
import { notFound, orNotFound } from "./answering.ts"
import { judgeApproval, judgeCancel, judgeMetadata, judgeRejection, judgeResolution, type Moving } from "./judgeMove.ts"
import type { Ports } from "./Ports.ts"
import { currentRefund } from "./requests.ts"
import { spanned } from "./spanned.ts"
import { stopping } from "./stops.ts"
import { toldRefund, toldRefunds } from "./told.ts"
import { refundIn, refundView } from "./views.ts"

type Methods = "approve" | "cancel" | "refund" | "refunds" | "reject" | "resolve" | "setMetadata"

export const refunds = (ports: Ports): Pick<RefundDeskShape, Methods> => {
  const move = moveWith(ports)
  return {
    approve: Effect.fn("RefundDesk.approve")(function* (caller: Caller, refundId: string) {
      const approved = yield* move(caller, refundId, judgeApproval)
      ports.signals.errand()
      return approved
    }),
    reject: Effect.fn("RefundDesk.reject")((caller: Caller, refundId: string) =>
      move(caller, refundId, judgeRejection),
    ),
    cancel: Effect.fn("RefundDesk.cancel")((caller: Caller, refundId: string) => move(caller, refundId, judgeCancel)),
    resolve: Effect.fn("RefundDesk.resolve")(function* (caller: Caller, input) {
      const { outcome, providerRefundId, reason, refundId } = input
      yield* reasonGiven(reason)
      const resolved = yield* move(caller, refundId, (moving) =>
        judgeResolution({ ...moving, outcome, reason, providerRefundId }),
      )
      yield* closeIncidents(ports, caller, resolved.paymentId, refundId, reason)
      return resolved
    }),
    setMetadata: Effect.fn("RefundDesk.setMetadata")((caller: Caller, refundId: string, metadata: unknown) =>
      move(caller, refundId, (moving) => judgeMetadata({ ...moving, metadata })),
    ),
    refund: (caller: Caller, id: string) => spanned("refund")(currentRefund(ports, caller, id)),
    refunds: Effect.fn("RefundDesk.refunds")(function* (caller: Caller, filter, paging) {
      const page = yield* ports.records.refunds(caller.scope, filter, paging)
      return { ...page, items: yield* toldRefunds(ports, caller.scope, page.items.map(refundView)) }
    }),
  }
}

/** Finds the refund and its payment, and judges the move under the payment's guard. */
const moveWith = (ports: Ports) =>
  Effect.fnUntraced(
    function* (caller: Caller, refundId: string, judge: (moving: Moving) => Judge<Ledger>) {
      const record = yield* ports.records.refund(caller.scope, refundId)
      if (record === undefined) return yield* notFound("refund", refundId)
      const { decided, paymentId } = record
      const approval = yield* approvalOf(ports, caller, record)
      const at = yield* ports.clock.instant
      const judged = judge({ refundId, at, actor: caller.actor, approval })
      const ledger = yield* stopping(orNotFound(ports.store.change(caller.scope, paymentId, judged)))
      ports.signals.changed(paymentId)
      return yield* toldRefund(ports, caller.scope, refundIn(ledger, paymentId, refundId, decided))
    },
    Effect.catchTag("OtherPolicy", Effect.die),
  )

/** What the very version that decided the refund asks of approvals. */
const approvalOf = Effect.fnUntraced(function* (ports: Ports, { scope }: Caller, { decided }: RefundRecord) {
  if (decided?.policy === undefined) return undefined
  const { id, version } = decided.policy
  const rulebook = yield* ports.rulebooks.of(scope, id)
  const policy: Policy | undefined = rulebook.version(version)
  return policy?.approval
})

const reasonGiven = (reason: string): Effect.Effect<void, Invalid> => {
  if (typeof reason === "string" && reason.trim() !== "" && reason.length <= 3000) return Effect.void
  const message = "expected a reason of 1 to 3000 characters"
  return Effect.fail(Invalid.of([{ path: "/reason", code: "reason_needed", message }]))
}

/** The operator's word ends every open question about the refund; should this not be reached, they stay open. */
const closeIncidents = Effect.fnUntraced(function* (
  { records }: Ports,
  { actor, scope }: Caller,
  paymentId: string,
  refundId: string,
  resolution: string,
) {
  const { items } = yield* records.incidents(scope, { status: "open", paymentId }, { limit: 100 })
  const mine = items.filter((one) => one.kind === "unknown_outcome" && one.refundId === refundId)
  yield* Effect.forEach(mine, ({ id }) => records.resolveIncident(scope, id, { actor: actor.id, resolution }))
})
