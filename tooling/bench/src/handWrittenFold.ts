/** What a careful engineer would write by hand to get a balance from events: mutable tallies and one pass. */
import type { balance } from "@refund-rules/core"
import type { Event, Payment } from "./samples.ts"

type Balance = ReturnType<typeof balance>
type Claim = Extract<Event, { readonly _tag: "RefundRequested" }>["claim"]
type State = "held" | "refunded" | "disputed" | "released"

class Tally {
  refunded = 0
  held = 0
  retained = 0
  disputed = 0
  readonly captured: number

  constructor(captured: number) {
    this.captured = captured
  }

  move(state: State, paid: number, retained: number): void {
    switch (state) {
      case "held":
        this.held += paid + retained
        return
      case "refunded":
        this.refunded += paid
        this.retained += retained
        return
      case "disputed":
        this.disputed += paid
        return
      case "released":
        return
    }
  }

  shares() {
    const { captured, disputed, held, refunded, retained } = this
    return { captured, refunded, held, retained, disputed, remaining: captured - refunded - held - retained - disputed }
  }
}

interface LineTally {
  readonly id: string
  readonly units: Tally
  readonly net: Tally
  readonly taxes: readonly { readonly id: string; readonly tally: Tally }[]
}

/** The balance of a payment after its events, at a provider whose step is 1. */
export const handWrittenFold = (payment: Payment, events: readonly Event[]): Balance => {
  const whole = new Tally(payment.captured)
  const lines = payment.lines.map((line): LineTally => ({
    id: line.id,
    units: new Tally(line.quantity),
    net: new Tally(line.net),
    taxes: line.taxes.map((tax) => ({ id: tax.id, tally: new Tally(tax.amount) })),
  }))
  const byId = new Map(lines.map((line) => [line.id, line]))
  const claims = new Map<string, { readonly claim: Claim; state: State }>()

  const take = (claim: Claim, state: State, sign: 1 | -1): void => {
    whole.move(state, sign * claim.paid, sign * claim.retained)
    for (const part of claim.lines) {
      const line = byId.get(part.id)!
      line.units.move(state, sign * part.units, 0)
      line.net.move(state, sign * part.net, sign * (part.retainedOf?.net ?? 0))
      for (let index = 0; index < part.taxes.length; index++) {
        line.taxes[index]!.tally.move(
          state,
          sign * part.taxes[index]!.amount,
          sign * (part.retainedOf?.taxes[index]!.amount ?? 0),
        )
      }
    }
  }
  const open = (id: string, claim: Claim, state: State): void => {
    claims.set(id, { claim, state })
    take(claim, state, 1)
  }
  const become = (id: string, state: State): void => {
    const known = claims.get(id)!
    if (known.state === state) return
    take(known.claim, known.state, -1)
    take(known.claim, state, 1)
    known.state = state
  }

  for (const event of events) apply(event, open, become)
  return balanceOf(whole, lines)
}

const balanceOf = (whole: Tally, lines: readonly LineTally[]): Balance => {
  const { remaining, ...totals } = whole.shares()
  const left = Math.max(0, remaining)
  return {
    ...totals,
    excess: Math.max(0, -remaining),
    remaining: left,
    refundable: left,
    stranded: 0,
    lines: lines.map(({ id, net, taxes, units }) => ({
      id,
      units: units.shares(),
      net: net.shares(),
      taxes: taxes.map((tax) => ({ id: tax.id, ...tax.tally.shares() })),
    })),
  }
}

const apply = (
  event: Event,
  open: (id: string, claim: Claim, state: State) => void,
  become: (id: string, state: State) => void,
): void => {
  switch (event._tag) {
    case "RefundRequested":
      return open(event.refundId, event.claim, "held")
    case "RefundAdopted":
      return open(event.refundId, event.claim, "refunded")
    case "RefundApproved":
    case "RefundSubmitted":
    case "RefundUnknown":
    case "RefundPending":
    case "RefundActionRequired":
      return become(event.refundId, "held")
    case "RefundSucceeded":
      return become(event.refundId, "refunded")
    case "RefundFailed":
    case "RefundCanceled":
    case "RefundRejected":
      return become(event.refundId, "released")
    case "DisputeOpened":
      return open(event.disputeId, event.claim, "disputed")
    case "DisputeWon":
      return become(event.disputeId, "released")
    case "DisputeLost":
      return become(event.disputeId, "disputed")
    case "SessionOpened":
      return open(event.sessionId, event.claim, "held")
    case "SessionExecuted":
      become(event.sessionId, "released")
      return open(event.refundId, event.claim, "held")
    case "SessionExpired":
    case "SessionCanceled":
      return become(event.sessionId, "released")
    case "RefundMetadataSet":
    case "PaymentGrown":
      return
  }
}
