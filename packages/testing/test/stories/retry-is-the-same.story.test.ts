import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

told(import.meta.filename, {
  title: "A retry is the same",
  about: "Asking again with the same id and content changes nothing.",
  scenes: {
    "causes nothing": () =>
      given({ captured: 100_00 }, request("r1", { amount: 40_00 }))
        .when(request("r1", { amount: 40_00 }))
        .then({ events: [], held: 40_00 }),
  },
})
