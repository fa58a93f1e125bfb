/** What a refund's metadata asks the sandbox to do with it. */
import { behaviours } from "../behaviours.ts"

const known = [...behaviours, "webhook_late", "webhook_twice", "webhook_out_of_order"] as const

/** One thing the sandbox can do; several may be asked for at once. */
export type Behaviour = (typeof known)[number]

/** The behaviours named, joined by `,`; undefined where one is not known. */
export const behavioursOf = (text: string | undefined): readonly Behaviour[] | undefined => {
  const names = (text ?? "").split(",").map((name) => name.trim())
  const found = names.filter((name) => name !== "").map((name) => known.find((each) => each === name))
  return found.includes(undefined) ? undefined : (found as readonly Behaviour[])
}

/** The state a refund begins in; it moves money only as `succeeded`. */
export const firstStatus = (behaviours: readonly string[]): string => {
  if (behaviours.includes("pending") || behaviours.includes("fail_later")) return "pending"
  if (behaviours.includes("review")) return "review"
  if (behaviours.includes("requires_action")) return "requires_action"
  return behaviours.includes("fail") ? "failed" : "succeeded"
}
