import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

const dispute = { _tag: "OpenDispute", disputeId: "d1", amount: 70_00 }

told(import.meta.filename, {
  title: "A dispute won",
  about: "What a won dispute held is there again.",
  scenes: {
    "releases it": () =>
      given({ captured: 100_00 }, dispute)
        .when({ _tag: "WinDispute", disputeId: "d1" })
        .then({ disputed: 0, remaining: 100_00 }),
  },
})
