import { given } from "@refund-rules/testing"
import { line, request, told } from "./told.ts"

const cups = { captured: 10_00, lines: [line("cup", 10_00, 0, { quantity: 3 })] }

told(import.meta.filename, {
  title: "One unit left",
  about: "The last unit takes the rest of its line.",
  scenes: {
    "takes the rest": () =>
      given(cups, request("r1", { lines: [{ id: "cup", quantity: 2 }] }))
        .ask({ lines: [{ id: "cup", quantity: 1 }] })
        .then({ paid: 333, remaining: 0 }),
    "is all there is": () =>
      given(cups, request("r1", { lines: [{ id: "cup", quantity: 2 }] }))
        .ask({ lines: [{ id: "cup", quantity: 2 }] })
        .thenRefused("quantity_exceeds_remaining"),
  },
})
