import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

told(import.meta.filename, {
  title: "A refund from the dashboard",
  about: "A refund made at the provider is adopted as it is.",
  scenes: {
    "counts as refunded": () =>
      given({ captured: 100_00 })
        .when({ _tag: "AdoptRefund", refundId: "a1", amount: 30_00 })
        .then({ refunded: 30_00, remaining: 70_00 }),
    "is adopted once": () =>
      given({ captured: 100_00 }, { _tag: "AdoptRefund", refundId: "a1", amount: 30_00 })
        .when({ _tag: "AdoptRefund", refundId: "a1", amount: 30_00 })
        .then({ events: [], refunded: 30_00 }),
  },
})
