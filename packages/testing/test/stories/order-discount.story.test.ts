import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

told(import.meta.filename, {
  title: "A discount on the order",
  about: "It is split over the goods once, at registration.",
  scenes: {
    "leaves 540 and 360": () =>
      given({ captured: 900, orderDiscount: 100, lines: [line("a", 600), line("b", 400)] })
        .ask({ lines: [{ id: "a" }] })
        .then({ paid: 540, lines: [{}, { net: { remaining: 360 } }] }),
  },
})
