/** What `POST /v1/decisions` costs with nothing around it: read, decide, write. */
import { decide, parseCase, parsePolicy } from "@refund-rules/core"
import { rawServer } from "./rawServer.ts"

rawServer((body, _, answer) => {
  const { policy: given, ...rest } = body as Readonly<Record<string, unknown>>
  const policy = parsePolicy(given)
  const facts = parseCase(rest)
  if (policy.ok && facts.ok) answer(200, decide(policy.value, facts.value))
  else answer(422, [policy, facts])
})
