import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "A payment grows",
  about: "A raised capture can be refunded; a lowered one is a conflict.",
  scenes: {
    "reaches the raise": () =>
      given({ captured: 100_00 }, request("r1", {}))
        .when({
          _tag: "GrowPayment",
          payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 150_00 },
        })
        .then({ events: ["PaymentGrown"], captured: 150_00, remaining: 50_00 }),
    "refuses to shrink": () =>
      given({ captured: 100_00 })
        .when({
          _tag: "GrowPayment",
          payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 99_00 },
        })
        .thenRefused("payment_conflict", "payment_conflict"),
  },
})
