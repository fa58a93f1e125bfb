/** What people do to a refund that is there: approve, reject, cancel, rename, look at it, and say what became of it. */
import type { Refund } from "@refund-rules/core"
import { isMoving } from "../provider/Movement.ts"
import { leads } from "../service/steps.ts"
import { operatorOf } from "./Asking.ts"
import type { Payment } from "./Shop.ts"
import { plainly, type Town, withOne } from "./Town.ts"

export type Move = "approve" | "cancel" | "look at refund" | "metadata" | "reject" | "resolve"

export const move = (town: Town, what: Move): void => {
  const { refunds } = town.shop
  const fits = refunds.filter(({ id, payment }) => isFor(what, refundOf(town, payment, id), town))
  // Most look for what they may do something about; some take whatever there is.
  const those = what !== "resolve" && (fits.length === 0 || town.world.chance.isIn(20)) ? refunds : fits
  withOne(town, those, ({ id, payment }) => moveThis(town, what, payment, id))
}

const refundOf = ({ world }: Town, { id, scope }: Payment, refundId: string): Refund | undefined =>
  world.watch.ledgerOf(scope, id)?.refunds.find((one) => one.id === refundId)

/** Whether somebody who means to do this would take this refund. */
const isFor = (what: Move, refund: Refund | undefined, { world: { timeline } }: Town): boolean => {
  switch (what) {
    case "approve":
    case "reject":
      return refund?.status === "review"
    case "cancel":
      return refund?.status === "review" || refund?.status === "accepted"
    case "resolve":
      return refund?.status === "unknown" && timeline.now() >= Date.parse(refund.updatedAt) + OPERATOR_WAITS_MILLIS
    case "look at refund":
    case "metadata":
      return true
  }
}

const moveThis = (town: Town, what: Move, payment: Payment, id: string): void => {
  const { chance } = town.world
  const lead = { ...payment.caller, actor: { id: chance.oneOf(leads), roles: ["lead"] } }
  switch (what) {
    case "approve":
      return plainly(town, ({ desk }) => desk.approve(lead, id))
    case "reject":
      return plainly(town, ({ desk }) => desk.reject(lead, id))
    case "cancel":
      return plainly(town, ({ desk }) => desk.cancel(payment.caller, id))
    case "metadata":
      return plainly(town, ({ desk }) => desk.setMetadata(payment.caller, id, { order: `${chance.below(9)}` }))
    case "look at refund":
      return void town.asking.ask(
        ({ desk }) => desk.refund(payment.caller, id),
        () => undefined,
        ({ _tag }) => {
          if (_tag === "NotFound") town.world.trace.broken("nothing acknowledged is lost", `${id} is not there`)
        },
      )
    case "resolve":
      return resolve(town, payment, id)
  }
}

/** An operator looks at the provider's dashboard, long enough after the last send, and says what is there. */
export const resolve = (town: Town, payment: Payment, id: string): void => {
  const { asking, providers, world } = town
  if (!isFor("resolve", refundOf(town, payment, id), town)) return
  const mine = providers.find(({ kind }) => kind === payment.kind)!.of(id)
  // What is under way is not over: an operator leaves it.
  if (mine.some(({ status }) => status === "pending" || status === "requires_action")) return
  const moved = mine.find(isMoving)
  // One that came to nothing is seldom named, and its webhooks may still be on their way.
  const [seen] = moved !== undefined ? [moved] : world.chance.isIn(30) ? mine : []
  const named = seen === undefined ? {} : { providerRefundId: seen.id }
  const outcome = moved === undefined ? "failed" : "succeeded"
  asking.ask(
    ({ desk }) =>
      desk.resolve(operatorOf(payment.caller), { refundId: id, outcome, reason: "seen at the provider's", ...named }),
    () => world.trace.count("command", `resolved as ${outcome}`),
  )
}

/** Whatever was sent has arrived or is lost by then: held up before it, on its way, and doubled. */
const OPERATOR_WAITS_MILLIS = 200_000

/** Another merchant's refund looks exactly like one that is not there. */
export const trespass = (town: Town): void =>
  withOne(town, town.shop.refunds, ({ id, payment }) => {
    const scope = { ...payment.scope, merchant: "stranger" }
    town.asking.ask(
      ({ desk }) => desk.refund({ ...payment.caller, scope }, id),
      () => town.world.trace.broken("nothing of another merchant", `a stranger was shown ${id}`),
    )
  })
