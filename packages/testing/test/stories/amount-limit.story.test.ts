import { given } from "@refund-rules/testing"
import { rule, told } from "./told.ts"

const limit = { rules: [rule("limit", { _tag: "AmountAtMost", limits: { EUR: 50_00 } }, "Review")] }

told(import.meta.filename, {
  title: "A limit per currency",
  about: "Above the limit somebody has a look; a currency without a limit has limit 0.",
  scenes: {
    "approves the limit itself": () => given({ captured: 100_00 }).under(limit).ask({ amount: 50_00 }).then("Approve"),
    "reviews a cent more": () =>
      given({ captured: 100_00 })
        .under(limit)
        .ask({ amount: 50_01 })
        .then("Review", { codes: ["amount_above_limit"], maxRefundable: 50_00 }),
    "reviews any amount of another currency": () =>
      given({ currency: "USD", captured: 1_00 })
        .under(limit)
        .ask({ amount: 1 })
        .then("Review", { maxRefundable: null }),
  },
})
