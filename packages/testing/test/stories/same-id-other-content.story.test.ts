import { given } from "@refund-rules/testing"
import { fail, request, told } from "./told.ts"

told(import.meta.filename, {
  title: "The same id with other content",
  about: "An id stands for one refund for ever.",
  scenes: {
    "is a conflict": () =>
      given({ captured: 100_00 }, request("r1", { amount: 40_00 }))
        .when(request("r1", { amount: 41_00 }))
        .thenRefused("refund_conflict"),
    "also after it failed": () =>
      given({ captured: 100_00 }, request("r1", { amount: 40_00 }), fail("r1"))
        .when(request("r1", { amount: 41_00 }))
        .thenRefused("refund_conflict"),
  },
})
