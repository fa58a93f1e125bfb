import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

const goods = {
  captured: 130_00,
  lines: [line("shirt", 100_00, 20_00), line("parcel", 10_00, 0, { kind: "shipping" })],
}

told(import.meta.filename, {
  title: "Shipping never",
  about: "Terms may keep shipping whatever is asked.",
  scenes: {
    "leaves it out of everything": () =>
      given(goods)
        .ask({}, { terms: { shipping: "never" } })
        .then({ paid: 120_00, remaining: 10_00 }),
    "refuses it by name": () =>
      given(goods)
        .ask({ lines: [{ id: "parcel" }] }, { terms: { shipping: "never" } })
        .thenRefused("line_not_refundable"),
  },
})
