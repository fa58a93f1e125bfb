import { given } from "@refund-rules/testing"
import { rule, told } from "./told.ts"

told(import.meta.filename, {
  title: "A limit per customer",
  about: "What a customer got back in the last days counts.",
  scenes: {
    "refuses the third in 30 days": () =>
      given({ captured: 100_00 })
        .under({ rules: [rule("often", { _tag: "CustomerAtMost", count: 2, days: 30 })] })
        .ask(
          { amount: 1_00 },
          {
            customerHistory: [
              { at: "2025-12-20T00:00:00.000Z", amount: 5_00, currency: "EUR" },
              { at: "2025-12-30T00:00:00.000Z", amount: 5_00, currency: "EUR" },
            ],
          },
        )
        .then("Refuse", { codes: ["customer_above_limit"] }),
    "fails closed without a history": () =>
      given({ captured: 100_00 })
        .under({ rules: [rule("often", { _tag: "CustomerAtMost", count: 2, days: 30 })] })
        .ask({ amount: 1_00 })
        .then("Refuse", { codes: ["fact_missing"] }),
  },
})
