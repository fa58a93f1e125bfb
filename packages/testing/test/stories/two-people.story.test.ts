import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "Two people",
  about: "Where the policy says so, nobody approves what he asked for himself.",
  scenes: {
    "refuses the requester": () =>
      given({ captured: 100_00 }, request("r1", {}, { review: true, requestedBy: "ann" }))
        .when({ _tag: "Approve", refundId: "r1", by: "ann", otherActor: true })
        .thenRefused("self_approval"),
    "accepts somebody else": () =>
      given({ captured: 100_00 }, request("r1", {}, { review: true, requestedBy: "ann" }))
        .when({ _tag: "Approve", refundId: "r1", by: "bob", otherActor: true })
        .then({ refund: { status: "accepted" } }),
  },
})
