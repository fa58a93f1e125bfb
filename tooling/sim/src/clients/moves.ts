/** What people do to a refund that is there: approve, reject, cancel, rename, look at it, and say what became of it. */
import { isMoving } from "../provider/Movement.ts"
import { operatorOf } from "./Asking.ts"
import type { Payment } from "./Shop.ts"
import { plainly, type Town, withOne } from "./Town.ts"

export type Move = "approve" | "cancel" | "look at refund" | "metadata" | "reject" | "resolve"

export const move = (town: Town, what: Move): void => {
  const { refunds } = town.shop
  // Operators look at what is in doubt, all others at what is new.
  const those = what === "resolve" ? refunds.filter(({ id, payment }) => isInDoubt(town, payment, id)) : refunds
  withOne(town, those, ({ id, payment }) => moveThis(town, what, payment, id))
}

const isInDoubt = ({ world }: Town, { id, scope }: Payment, refundId: string): boolean =>
  world.watch.ledgerOf(scope, id)?.refunds.some((one) => one.id === refundId && one.status === "unknown") === true

const moveThis = (town: Town, what: Move, payment: Payment, id: string): void => {
  const { chance } = town.world
  const lead = { ...payment.caller, actor: { id: chance.oneOf(["ann", "zoe"]), roles: ["lead"] } }
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
export const resolve = ({ asking, providers, world }: Town, payment: Payment, id: string): void => {
  const ledger = world.watch.ledgerOf(payment.scope, payment.id)
  const refund = ledger?.refunds.find((one) => one.id === id)
  if (refund?.status !== "unknown") return
  if (world.timeline.now() < Date.parse(refund.updatedAt) + OPERATOR_WAITS_MILLIS) return
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

/** A send may be on its way for so long. */
const OPERATOR_WAITS_MILLIS = 600_000

/** Another merchant's refund looks exactly like one that is not there. */
export const trespass = (town: Town): void =>
  withOne(town, town.shop.refunds, ({ id, payment }) => {
    const scope = { ...payment.scope, merchant: "stranger" }
    town.asking.ask(
      ({ desk }) => desk.refund({ ...payment.caller, scope }, id),
      () => town.world.trace.broken("nothing of another merchant", `a stranger was shown ${id}`),
    )
  })
