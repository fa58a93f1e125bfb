/** One refund's life: the refund after a command, the very same one where it had taken effect, or a refusal's name. */
import { type Book, type Refund, type Status } from "./Book.ts"
import { asText } from "./asText.ts"
import type { Command } from "./Command.ts"
import { sharesAgain } from "./feeShares.ts"
import { misfit } from "./price.ts"
import { canBeCounted } from "./roomOf.ts"
import { takenAgain } from "./takenAgain.ts"

export type Move = Extract<
  Command,
  {
    _tag: "Approve" | "Reject" | "Submit" | "MarkUnknown" | "Acknowledge" | "Settle" | "Fail" | "Cancel" | "SetMetadata"
  }
>

type Moved = Refund | "refund_state_conflict" | "self_approval" | (string & {})

const sent: readonly Status[] = ["submitting", "unknown", "pending", "requires_action"]
const afterReview: readonly Status[] = ["accepted", ...sent]
const approved: readonly Status[] = [...afterReview, "succeeded", "failed"]
const ended: readonly Status[] = ["succeeded", "failed", "canceled"]
/** States in which the provider has said more than that nothing is known. */
const overtaken: readonly Status[] = ["pending", "requires_action", ...ended]

export const move = (book: Book, refund: Refund, command: Move): Moved => {
  const to = (status: Status, from: readonly Status[]): Moved => {
    if (refund.status === status) return refund
    return from.includes(refund.status) ? { ...refund, status } : "refund_state_conflict"
  }
  switch (command._tag) {
    case "Approve":
      return approve(book, refund, command)
    case "Reject":
      return to("rejected", ["review", "accepted"])
    case "Submit":
      return to("submitting", ["accepted", "unknown"])
    case "MarkUnknown":
      return overtaken.includes(refund.status) ? refund : to("unknown", ["submitting"])
    case "Acknowledge":
      return ended.includes(refund.status) ? refund : to(command.status, afterReview)
    case "Settle":
      return settle(book, refund, command.lookup === true, to)
    case "Fail":
      return to("failed", [...afterReview, "succeeded"])
    case "Cancel":
      return to("canceled", command.byProvider === true ? sent : ["review", "accepted", "requires_action"])
    case "SetMetadata":
      return metadataSet(refund, command.metadata)
  }
}

/** The book as if a refund had never claimed anything. */
const without = (book: Book, refund: Refund): Book => ({
  ...book,
  refunds: book.refunds.filter((one) => one !== refund),
})

const approve = (book: Book, refund: Refund, { by, otherActor }: Extract<Move, { _tag: "Approve" }>): Moved => {
  if (approved.includes(refund.status)) return refund
  if (refund.status !== "review") return "refund_state_conflict"
  if (otherActor === true && (by === undefined || by === refund.asked?.requestedBy)) return "self_approval"
  return misfit(without(book, refund), refund.take) ?? { ...refund, status: "accepted" }
}

const settle = (
  book: Book,
  refund: Refund,
  lookup: boolean,
  to: (status: Status, from: readonly Status[]) => Moved,
): Moved => {
  const isLate = lookup && (refund.status === "failed" || refund.status === "canceled")
  if (!isLate) return to("succeeded", afterReview)
  if (!canBeCounted(book, refund.take.paid + refund.take.retained)) return "sum_too_large"
  return { ...refund, status: "succeeded", take: sharesAgain(book, takenAgain(book, refund.take)) }
}

const metadataSet = (refund: Refund, change: "" | Readonly<Record<string, string>>): Moved => {
  const merged = change === "" ? {} : withoutEmpty({ ...refund.metadata, ...change })
  return asText(merged) === asText(refund.metadata) ? refund : { ...refund, metadata: merged }
}

export const withoutEmpty = (metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== ""))
