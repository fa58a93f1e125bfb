import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

told(import.meta.filename, {
  title: "Not captured yet",
  about: "Only money that was captured can go back.",
  scenes: {
    "is refused": () => given({ captured: 100_00, status: "authorized" }).ask({}).thenRefused("payment_not_refundable"),
  },
})
