import { given } from "@refund-rules/testing"
import { request, rule, settle, told } from "./told.ts"

told(import.meta.filename, {
  title: "A share of the payment",
  about: "All active claims together stay within their share.",
  scenes: {
    "counts what was refunded before": () =>
      given({ captured: 100_00 }, request("r1", { amount: 30_00 }), settle("r1"))
        .under({ rules: [rule("half", { _tag: "ShareAtMost", percent: 50 })] })
        .ask({ amount: 20_01 })
        .then("Refuse", { maxRefundable: 20_00 }),
  },
})
