import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "Review and reject",
  about: "A rejected refund gives back what it held.",
  scenes: {
    "releases all of it": () =>
      given({ captured: 100_00 }, request("r1", { amount: 40_00 }, { review: true }))
        .when({ _tag: "Reject", refundId: "r1", by: "bob" })
        .then({ held: 0, remaining: 100_00 }),
  },
})
