import { given } from "@refund-rules/testing"
import { request, settle, told } from "./told.ts"

told(import.meta.filename, {
  title: "A partial of a partial",
  about: "What is asked second is measured on what the first left.",
  scenes: {
    "fits what the first left": () =>
      given({ captured: 100_00 }, request("r1", { amount: 40_00 }), settle("r1"))
        .ask({ amount: 60_00 })
        .then({ refunded: 40_00, held: 60_00, remaining: 0 }),
    "is refused one cent beyond it": () =>
      given({ captured: 100_00 }, request("r1", { amount: 40_00 }), settle("r1"))
        .ask({ amount: 60_01 })
        .thenRefused("amount_exceeds_refundable"),
  },
})
