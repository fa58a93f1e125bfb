import { given } from "@refund-rules/testing"
import { line, request, told } from "./told.ts"

told(import.meta.filename, {
  title: "Tax over many parts",
  about: "However a payment is cut, its tax adds up to the whole.",
  scenes: {
    "gives the first third": () =>
      given({ captured: 10_00, lines: [line("pen", 8_00, 2_00)] })
        .ask({ amount: 333 })
        .then({ claim: { lines: [{ taxes: [{ amount: 67 }] }] } }),
    "gives the last cent without tax": () =>
      given(
        { captured: 10_00, lines: [line("pen", 8_00, 2_00)] },
        request("r1", { amount: 333 }),
        request("r2", { amount: 333 }),
        request("r3", { amount: 333 }),
      )
        .ask({})
        .then({ claim: { lines: [{ net: 1, taxes: [{ amount: 0 }] }] } }),
  },
})
