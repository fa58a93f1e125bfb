import { given } from "@refund-rules/testing"
import { request, settle, told } from "./told.ts"

const dispute = { _tag: "OpenDispute", disputeId: "d1", amount: 70_00 }

told(import.meta.filename, {
  title: "A dispute after a partial refund",
  about: "A dispute holds what remains, even past it; what it takes nobody can ask for.",
  scenes: {
    "leaves what it does not hold": () =>
      given({ captured: 100_00 }, request("r1", { amount: 20_00 }), settle("r1"), dispute)
        .ask({ amount: 10_00 })
        .then({ disputed: 70_00, remaining: 0 }),
    "is named where it is in the way": () =>
      given({ captured: 100_00 }, request("r1", { amount: 20_00 }), settle("r1"), dispute)
        .ask({ amount: 11_00 })
        .thenRefused("payment_disputed", "amount_exceeds_refundable"),
  },
})
