import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "Canceled before it was sent",
  about: "Until a refund is sent it can be called back; after that only the provider can.",
  scenes: {
    "lets go": () =>
      given({ captured: 100_00 }, request("r1", {}))
        .when({ _tag: "Cancel", refundId: "r1" })
        .then({ held: 0, remaining: 100_00 }),
    "is too late once sent": () =>
      given({ captured: 100_00 }, request("r1", {}), { _tag: "Submit", refundId: "r1" })
        .when({ _tag: "Cancel", refundId: "r1" })
        .thenRefused("refund_state_conflict"),
  },
})
