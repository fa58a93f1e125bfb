import { given } from "@refund-rules/testing"
import { fail, request, settle, told } from "./told.ts"

told(import.meta.filename, {
  title: "A late success",
  about: "What had failed may turn out to have succeeded; only a fresh look-up says so.",
  scenes: {
    "is not taken from a stale fact": () =>
      given({ captured: 100_00 }, request("r1", { amount: 60_00 }), fail("r1"))
        .when(settle("r1"))
        .thenRefused("refund_state_conflict"),
    "holds again, beyond the balance if it must": () =>
      given(
        { captured: 100_00 },
        request("r1", { amount: 60_00 }),
        fail("r1"),
        request("r2", { amount: 60_00 }),
        settle("r2"),
      )
        .when(settle("r1", { lookup: true }))
        .then({ refunded: 120_00, excess: 20_00, remaining: 0 }),
  },
})
