import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

told(import.meta.filename, {
  title: "Units of a discounted line",
  about: "A discount lowers what a unit gives back.",
  scenes: {
    "gives half of what was paid": () =>
      given({ captured: 15_00, orderDiscount: 5_00, lines: [line("mug", 20_00, 0, { quantity: 2 })] })
        .ask({ lines: [{ id: "mug", quantity: 1 }] })
        .then({ paid: 7_50 }),
  },
})
