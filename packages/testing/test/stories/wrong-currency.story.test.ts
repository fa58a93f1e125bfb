import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

told(import.meta.filename, {
  title: "Another currency",
  about: "An ask in another currency than the payment’s is refused.",
  scenes: {
    "is refused": () =>
      given({ captured: 100_00 }).ask({ amount: 10_00, currency: "USD" }).thenRefused("currency_mismatch"),
  },
})
