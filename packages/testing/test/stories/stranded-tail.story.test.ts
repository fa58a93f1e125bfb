import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

told(import.meta.filename, {
  title: "A stranded tail",
  about: "What is smaller than the provider can move is told, not lost.",
  scenes: {
    "stays and is named": () =>
      given({
        provider: "stripe",
        references: { paymentIntent: "pi_1", charge: "ch_1" },
        currency: "TND",
        captured: 12_345,
      })
        .ask({})
        .then({ paid: 12_340, stranded: 5, refundable: 0 }),
  },
})
