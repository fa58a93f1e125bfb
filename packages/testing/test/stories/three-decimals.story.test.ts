import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

const dinars = {
  provider: "stripe",
  references: { paymentIntent: "pi_1", charge: "ch_1" },
  currency: "KWD",
  captured: 10_000,
  lines: [line("rug", 10_000, 0, { quantity: 3 })],
}

told(import.meta.filename, {
  title: "Three decimals at a step",
  about: "A provider that moves dinars in steps of ten fils gets multiples of ten.",
  scenes: {
    "gives a unit on the step": () =>
      given(dinars)
        .ask({ lines: [{ id: "rug", quantity: 1 }] })
        .then({ paid: 3330 }),
    "refuses what is off it": () => given(dinars).ask({ amount: 3335 }).thenRefused("amount_off_step"),
  },
})
