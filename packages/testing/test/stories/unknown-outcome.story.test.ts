import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "An unknown outcome",
  about: "A provider that did not answer may have paid: the money stays held.",
  scenes: {
    "keeps its hold": () =>
      given({ captured: 100_00 }, request("r1", { amount: 60_00 }), { _tag: "Submit", refundId: "r1" })
        .when({ _tag: "MarkUnknown", refundId: "r1" })
        .then({ held: 60_00, remaining: 40_00 }),
    "can be sent again": () =>
      given(
        { captured: 100_00 },
        request("r1", { amount: 60_00 }),
        { _tag: "Submit", refundId: "r1" },
        { _tag: "MarkUnknown", refundId: "r1" },
      )
        .when({ _tag: "Submit", refundId: "r1" })
        .then({ refund: { status: "submitting" }, held: 60_00 }),
  },
})
