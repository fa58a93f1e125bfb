import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

const sale = { captured: 20_00, applicationFee: 10_00, transfer: { destination: "acct_1", amount: 5_00 } }

told(import.meta.filename, {
  title: "A transfer reversed",
  about: "A refund takes its share of the transfer with it.",
  scenes: {
    "comes back with its share": () =>
      given(sale)
        .ask({ amount: 10_00, reverseTransfer: true })
        .then({ claim: { transfer: { share: 2_50, reversed: true } } }),
  },
})
