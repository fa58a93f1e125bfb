import { given } from "@refund-rules/testing"
import { rule, told } from "./told.ts"

told(import.meta.filename, {
  title: "Everything or nothing",
  about: "A policy may allow only all that remains.",
  scenes: {
    "refuses a part": () =>
      given({ captured: 100_00 })
        .under({ rules: [rule("all", { _tag: "FullOnly" })] })
        .ask({ amount: 99_99 })
        .then("Refuse", { codes: ["full_refund_required"] }),
    "approves all of it": () =>
      given({ captured: 100_00 })
        .under({ rules: [rule("all", { _tag: "FullOnly" })] })
        .ask({ amount: 100_00 })
        .then("Approve"),
  },
})
