import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "Metadata",
  about: "Notes of the caller are merged key by key; an empty text takes a key away.",
  scenes: {
    merges: () =>
      given({ captured: 100_00 }, request("r1", {}, { metadata: { desk: "7", shift: "late" } }))
        .when({ _tag: "SetMetadata", refundId: "r1", metadata: { shift: "", clerk: "ann" } })
        .then({ refund: { metadata: { desk: "7", clerk: "ann" } } }),
  },
})
