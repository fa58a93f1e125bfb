import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

const cups = { captured: 10_00, lines: [line("cup", 10_00, 0, { quantity: 3 })] }

told(import.meta.filename, {
  title: "Units and amounts",
  about: "An amount takes money and leaves the units.",
  scenes: {
    "leaves the units": () =>
      given(cups)
        .ask({ amount: 5_00 })
        .then({ lines: [{ net: { remaining: 5_00 }, units: { remaining: 3 } }] }),
  },
})
