import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

const dispute = { _tag: "OpenDispute", disputeId: "d1", amount: 70_00 }

told(import.meta.filename, {
  title: "A dispute lost",
  about: "What a lost dispute held is gone.",
  scenes: {
    "consumes it": () =>
      given({ captured: 100_00 }, dispute)
        .when({ _tag: "LoseDispute", disputeId: "d1" })
        .then({ disputed: 70_00, remaining: 30_00 }),
    "is not won any more": () =>
      given({ captured: 100_00 }, dispute, { _tag: "LoseDispute", disputeId: "d1" })
        .when({ _tag: "WinDispute", disputeId: "d1" })
        .thenRefused("dispute_state_conflict"),
  },
})
