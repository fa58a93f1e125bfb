import { given } from "@refund-rules/testing"
import { fail, request, told } from "./told.ts"

told(import.meta.filename, {
  title: "A dashboard refund beyond the balance",
  about: "The world may pay more than there was: it is recorded as excess, never refused.",
  scenes: {
    "is excess": () =>
      given({ captured: 100_00 }, request("r1", { amount: 50_00 }))
        .when({ _tag: "AdoptRefund", refundId: "a1", amount: 70_00 })
        .then({ excess: 20_00, remaining: 0 }),
    "shrinks first when something is released": () =>
      given({ captured: 100_00 }, request("r1", { amount: 50_00 }), {
        _tag: "AdoptRefund",
        refundId: "a1",
        amount: 70_00,
      })
        .when(fail("r1"))
        .then({ excess: 0, remaining: 30_00 }),
  },
})
