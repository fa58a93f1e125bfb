import { given } from "@refund-rules/testing"
import { fail, line, request, told } from "./told.ts"

const goods = {
  captured: 130_00,
  lines: [line("shirt", 100_00, 20_00), line("parcel", 10_00, 0, { kind: "shipping" })],
}

told(import.meta.filename, {
  title: "Shipping once",
  about: "Terms may give shipping back in one refund only.",
  scenes: {
    "is given the first time": () =>
      given(goods, request("r1", { amount: 13_00 }, { terms: { shipping: "once" } }))
        .ask({ lines: [{ id: "parcel" }] }, { terms: { shipping: "once" } })
        .thenRefused("line_not_refundable"),
    "is free again after a failure": () =>
      given(goods, request("r1", { amount: 13_00 }, { terms: { shipping: "once" } }), fail("r1"))
        .ask({ lines: [{ id: "parcel" }] }, { terms: { shipping: "once" } })
        .then({ paid: 10_00 }),
  },
})
