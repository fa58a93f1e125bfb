/** A provider inside the process: it moves no real money, remembers what it moved, and misbehaves when it is told to. */
import { Gateway, type Outcome, type ProviderFact, type Sending } from "@refund-rules/engine"
import { Effect } from "effect"
import { behaviourOf } from "./behaviours.ts"
import { type Journal, type Movement, openJournal } from "./Journal.ts"

/**
 * The sandbox: its gateway, and the truth about what it moved.
 *
 * @since 0.1.0
 */
export interface Sandbox {
  readonly gateway: (typeof Gateway)["Service"]
  /** What moved and did not come back, of all payments or of one. */
  readonly movements: (payment?: string) => Promise<readonly Movement[]>
  /** Ends a refund that was pending, or fails one that had succeeded; false where it knows none of that id. */
  readonly settle: (refund: string, status: Movement["status"]) => Promise<boolean>
  readonly close: () => Promise<void>
}

/**
 * Opens the sandbox; with a file it knows after a crash, and in every process on that file, what it moved.
 *
 * @example
 * ```ts
 * import { openSandbox } from "@refund-rules/provider-sandbox"
 *
 * const sandbox = await openSandbox()
 * await sandbox.movements() // => []
 * ```
 *
 * @since 0.1.0
 */
export const openSandbox = async ({
  file,
  provider = "sandbox",
}: { readonly file?: string; readonly provider?: string } = {}): Promise<Sandbox> => {
  const journal = await openJournal(file)
  const limited = new Set<string>()
  const gateway = Gateway.of({
    provider,
    capabilities: {},
    keyed: true,
    lookUp: "by-key",
    send: Effect.fn("Sandbox.send")((sending) => answering(journal, limited, sending)),
    find: Effect.fn("Sandbox.find")(({ key }) =>
      Effect.map(
        Effect.promise(() => asked(journal, key)),
        (found) => (found === undefined ? undefined : factOf(found)),
      ),
    ),
    cancel: Effect.fn("Sandbox.cancel")(({ refund: { providerRefundId } }) =>
      Effect.promise(() => canceling(journal, providerRefundId)),
    ),
  })
  return {
    gateway,
    movements: async (payment) =>
      (await journal.all()).filter((one) => (payment === undefined || one.payment === payment) && !isBack(one)),
    settle: journal.settle,
    close: journal.close,
  }
}

/** Only what waits for the payer is taken back. */
const canceling = async (journal: Journal, refund: string | undefined): Promise<Outcome> => {
  const found = (await journal.all()).find((one) => one.refund === refund)
  if (found === undefined || (found.status !== "requires_action" && found.status !== "canceled"))
    return { _tag: "Refused", code: "not_cancelable" }
  if (found.status === "requires_action") await journal.settle(found.refund, "canceled")
  return acknowledged({ ...found, status: "canceled" })
}

const isBack = ({ status }: Movement): boolean => status === "failed" || status === "canceled"

/** Whoever asks after a refund that fails later hears that it failed. */
const asked = async (journal: Journal, key: string): Promise<Movement | undefined> => {
  const found = await journal.find(key)
  if (found === undefined || !found.failsLater || found.status !== "pending") return found
  await journal.settle(found.refund, "failed")
  return { ...found, status: "failed" }
}

const answering = (journal: Journal, limited: Set<string>, sending: Sending): Effect.Effect<Outcome> => {
  const moving = (status: Movement["status"], failsLater?: true): Effect.Effect<Movement> =>
    Effect.promise(() => journal.move(movementOf(sending, status, failsLater)))
  const taken = (status: Movement["status"]) => Effect.map(moving(status), acknowledged)
  const lost = (cause: string, wrong: Partial<ProviderFact> = {}) =>
    Effect.map(moving("succeeded"), (moved): Outcome => {
      const said = Object.keys(wrong).length === 0 ? {} : { fact: { ...factOf(moved), ...wrong } }
      return { _tag: "Unknown", cause, ...said }
    })
  const { currency } = sending.payment
  const behaviour = behaviourOf(sending)
  switch (behaviour) {
    case "succeed":
      return taken("succeeded")
    case "pending":
    case "review":
      return taken("pending")
    case "requires_action":
      return taken("requires_action")
    case "fail":
      return taken("failed")
    case "fail_later":
      return Effect.map(moving("pending", true), acknowledged)
    case "hang":
      return Effect.never
    case "hang_after_move":
      return Effect.andThen(moving("succeeded"), Effect.never)
    case "error_after_move":
      return lost("the provider answered with an error of its own")
    case "not_json":
      return lost("the provider's answer cannot be read")
    case "wrong_amount":
      return lost("the provider answered for another amount", { amount: sending.refund.claim.paid + 1 })
    case "wrong_currency":
      return lost("the provider answered in another currency", { currency: currency === "USD" ? "EUR" : "USD" })
    case "refuse_already_refunded":
      return refusing(journal, sending)
    case "unauthorized":
      return Effect.succeed({ _tag: "Misconfigured", cause: "the provider refuses the credentials" })
    case "rate_limited":
      if (limited.has(sending.key)) return taken("succeeded")
      limited.add(sending.key)
      return Effect.succeed({ _tag: "NotNow", retryAfterSeconds: 1 })
  }
}

/** Nothing was done under this key and nothing will be, unless something was done before it was told to refuse. */
const refusing = (journal: Journal, { key }: Sending): Effect.Effect<Outcome> =>
  Effect.map(
    Effect.promise(() => journal.find(key)),
    (found) => (found === undefined ? { _tag: "Refused", code: "already_refunded" } : acknowledged(found)),
  )

const movementOf = ({ key, payment, refund }: Sending, status: Movement["status"], failsLater?: true): Movement => ({
  provider: payment.provider,
  payment: payment.id ?? "",
  refund: `sbx_${key}`,
  amount: refund.claim.paid,
  currency: payment.currency,
  key,
  at: new Date().toISOString(),
  status,
  ...(failsLater === undefined ? {} : { failsLater }),
})

const acknowledged = (moved: Movement): Outcome => ({ _tag: "Acknowledged", fact: factOf(moved) })

const factOf = ({ amount, currency, refund, status }: Movement): ProviderFact => ({
  providerRefundId: refund,
  status,
  amount,
  currency,
})
