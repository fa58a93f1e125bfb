import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "Review and approve",
  about: "A refund in review holds its money; approved, it goes on.",
  scenes: {
    "holds while it waits": () =>
      given({ captured: 100_00 }, request("r1", { amount: 40_00 }, { review: true }))
        .ask({ amount: 60_01 })
        .thenRefused("amount_exceeds_refundable"),
    "is accepted when approved": () =>
      given({ captured: 100_00 }, request("r1", { amount: 40_00 }, { review: true }))
        .when({ _tag: "Approve", refundId: "r1", by: "bob" })
        .then({ events: ["RefundApproved"], refund: { status: "accepted" }, held: 40_00 }),
  },
})
