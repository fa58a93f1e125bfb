/** The port `Reports` over programs. */
import type { RefundTotal, Reports } from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { programsOn, type Runner } from "./Runner.ts"

export const reports = (runner: Runner, { statements }: Shelf): (typeof Reports)["Service"] => ({
  refunds: ({ merchant, mode }, { from, until }) =>
    programsOn(runner).read(
      function* () {
        const rows = yield* statements.report.refunds({ merchant, mode, from, until })
        // Databases give counts and large sums as text.
        return rows.map(({ amount, refunds, status, ...row }) => ({
          ...row,
          status: status as RefundTotal["status"],
          refunds: Number(refunds),
          amount: Number(amount),
        }))
      },
      { merchant, isList: true },
    ),
})
