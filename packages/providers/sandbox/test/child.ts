/** A process that sends fifty refunds through the journal it is given; others do the same at the same time. */
import { openSandbox } from "@refund-rules/provider-sandbox"
import { heard, sendingOf } from "./bench.ts"

const { close, gateway } = await openSandbox({ file: process.argv[2]! })
const outcomes = await Promise.all(
  Array.from({ length: 50 }, (_, index) => heard(gateway.send(sendingOf("succeed", `r${index}`)))),
)
await close()
process.exitCode = outcomes.every(({ _tag }) => _tag === "Acknowledged" || _tag === "Unknown") ? 0 : 1
