/** What each cause of the engine is on this door: one place where a cause becomes a status. */
import type { NotFound } from "@refund-rules/engine"
import type { Fault } from "./Route.ts"
import { invalid, problem, problemNamed, type Problem } from "./Problem.ts"

/** The problem of a fault; the same for what is absent and what is another merchant's. */
export const problemFor = (fault: Fault): Problem => {
  switch (fault._tag) {
    case "Problem":
      return fault
    case "NotFound":
      return absent(fault.what)
    case "Invalid":
      return invalid(fault.faults.map(({ path, code, message }) => ({ pointer: path, code, detail: message })))
    case "Conflict":
      return problemNamed(fault.code, fault.message, fault.replayed === true ? { "idempotency-replayed": "true" } : {})
    case "ReferenceTaken":
      return problemNamed(
        "payment_conflict",
        "a provider's reference, or a customer's balance in a currency, is one payment: this one is another",
      )
    case "KeyReused":
      return problem(
        "idempotency_key_reused",
        "this key was used for another request: use a new key, or repeat that one",
      )
    case "KeyInFlight":
      return problem("idempotency_in_progress", "ask again in a second: the answer will be what came of the first", {
        headers: { "retry-after": "1" },
      })
    case "StoreUnavailable":
      return problem("storage_unavailable", "nothing was accepted: ask again with the same key", {
        headers: { "retry-after": "1" },
      })
  }
}

const absent = (what: NotFound["what"]): Problem =>
  problem(
    "not_found",
    `there is no such ${what} here${what === "payment" ? ": `POST /v1/payments` registers one" : ""}`,
  )
