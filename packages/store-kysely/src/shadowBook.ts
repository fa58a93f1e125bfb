/** The port `ShadowBook` over programs: differences by cursor, and how many there are of each. */
import type { Decided, Difference, Invalid, Scope, ShadowBook, ShadowRuling } from "@refund-rules/engine"
import { isDifferent, movedOf } from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { page } from "./reading/page.ts"
import { answered, running, type Runner } from "./Runner.ts"
import type { Steps } from "./Statement.ts"

export const shadowBook = (runner: Runner, shelf: Shelf): (typeof ShadowBook)["Service"] => {
  const read = running(runner, "read")
  return {
    differences: (scope, of, paging) =>
      answered<Invalid>()(
        read(() => page(shelf, "difference", scope, of, paging, differenceIn), {
          merchant: scope.merchant,
          isList: true,
        }),
      ),
    counts: ({ merchant, mode }, policyId) =>
      answered<never>()(
        read(
          function* () {
            const rows = yield* shelf.statements.difference.counts({ merchant, mode, policyId })
            return rows.map(({ count, moved, version }) => ({ version, moved, count: Number(count) }))
          },
          { merchant, isList: true },
        ),
      ),
  }
}

/** Written with the decision it belongs to; nothing where both say the same. */
export function* keepDifference(
  { newId, statements }: Shelf,
  { merchant, mode }: Scope,
  paymentId: string,
  decided: Decided,
  shadow: ShadowRuling,
): Steps<void> {
  if (!isDifferent(decided, shadow)) return
  const { beside, policy, ...said } = shadow
  const { codes, policy: ruling, refundId, sessionId, verdict } = decided
  const told: Told = {
    ...(refundId === undefined ? {} : { refundId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    currency: beside.currency,
    policy,
    decided: { verdict, amount: beside.amount, codes, ...(ruling === undefined ? {} : { policy: ruling }) },
    shadow: said,
  }
  yield* statements.difference.keep({
    merchant,
    mode,
    id: `difference_${newId()}`,
    policy_id: policy.id,
    version: policy.version,
    at: decided.askedAt,
    payment_id: paymentId,
    moved: movedOf(decided, shadow),
    body: JSON.stringify(told),
  })
}

type Told = Omit<Difference, "at" | "id" | "paymentId">

const differenceIn = (row: {
  readonly id: string
  readonly at: string
  readonly payment_id: string
  readonly body: string
}): Difference => ({ id: row.id, at: row.at, paymentId: row.payment_id, ...(JSON.parse(row.body) as Told) })
