import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

const goods = {
  captured: 130_00,
  lines: [line("shirt", 100_00, 20_00), line("parcel", 10_00, 0, { kind: "shipping" })],
}

told(import.meta.filename, {
  title: "Shipping only",
  about: "A shipping line goes back on its own, by its name.",
  scenes: {
    "leaves the goods": () =>
      given(goods)
        .ask({ lines: [{ id: "parcel" }] })
        .then({ paid: 10_00, lines: [{ net: { remaining: 100_00 } }, { net: { remaining: 0 } }] }),
  },
})
