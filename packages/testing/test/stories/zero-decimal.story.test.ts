import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

told(import.meta.filename, {
  title: "A currency without decimals",
  about: "Yen are counted in yen.",
  scenes: {
    "gives one of three units": () =>
      given({ currency: "JPY", captured: 1000, lines: [line("cup", 909, 91, { quantity: 3 })] })
        .ask({ lines: [{ id: "cup", quantity: 1 }] })
        .then({ paid: 333, claim: { lines: [{ net: 303, taxes: [{ amount: 30 }] }] } }),
  },
})
