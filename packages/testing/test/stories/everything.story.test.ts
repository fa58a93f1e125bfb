import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "Everything",
  about: "Asking for everything means what remains, never what was captured.",
  scenes: {
    "is all of a fresh payment": () => given({ captured: 100_00 }).ask({}).then({ paid: 100_00, remaining: 0 }),
    "is the rest of a used one": () =>
      given({ captured: 100_00 }, request("r1", { amount: 99_99 }))
        .ask({ full: true })
        .then({ paid: 1 }),
    "is refused when nothing remains": () =>
      given({ captured: 100_00 }, request("r1", {})).ask({}).thenRefused("amount_exceeds_refundable"),
  },
})
