import { given } from "@refund-rules/testing"
import { rule, told } from "./told.ts"

told(import.meta.filename, {
  title: "A reason required",
  about: "Without a reason nothing goes back.",
  scenes: {
    "refuses without": () =>
      given({ captured: 100_00 })
        .under({ rules: [rule("why", { _tag: "ReasonRequired" })] })
        .ask({})
        .then("Refuse", { codes: ["reason_required"] }),
    "approves with one": () =>
      given({ captured: 100_00 })
        .under({ rules: [rule("why", { _tag: "ReasonRequired" })] })
        .ask({ reason: "duplicate" })
        .then("Approve", { paid: 100_00 }),
  },
})
