import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "The payer must act",
  about: "A refund that waits for the payer holds, and may still be canceled.",
  scenes: {
    holds: () =>
      given({ captured: 100_00 }, request("r1", {}))
        .when({ _tag: "Acknowledge", refundId: "r1", status: "requires_action" })
        .then({ refund: { status: "requires_action" }, held: 100_00 }),
    "can be canceled": () =>
      given({ captured: 100_00 }, request("r1", {}), { _tag: "Acknowledge", refundId: "r1", status: "requires_action" })
        .when({ _tag: "Cancel", refundId: "r1" })
        .then({ held: 0 }),
  },
})
