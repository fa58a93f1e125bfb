/** The words of this domain that have a better one, as data: what not to say, what to say, and where that holds. */

/** `everywhere`: as a whole word in any exported name, tag, table or field. `noun`: as the last word of a type, tag or table, where it says what the thing is; `value`: as the last word of a field or value. */
export interface Banned {
  readonly words: readonly string[]
  readonly say: string
  readonly where: "everywhere" | "noun" | "value"
}

export const banned: readonly Banned[] = [
  { words: ["tenant"], say: "Merchant", where: "everywhere" },
  { words: ["charge", "transaction"], say: "Payment", where: "everywhere" },
  { words: ["order"], say: "Payment", where: "noun" },
  { words: ["item"], say: "Line", where: "everywhere" },
  { words: ["refund request"], say: "Ask", where: "everywhere" },
  { words: ["context", "params"], say: "RefundCase", where: "noun" },
  { words: ["condition", "predicate"], say: "Requirement", where: "noun" },
  { words: ["check", "validator"], say: "Rule", where: "noun" },
  { words: ["hard rule"], say: "Invariant", where: "everywhere" },
  { words: ["config"], say: "Policy (or settings, for an app)", where: "noun" },
  { words: ["rule set", "ruleset"], say: "Policy", where: "everywhere" },
  { words: ["error", "issue"], say: "Violation (or the cause itself, such as StoreUnavailable)", where: "noun" },
  { words: ["log"], say: "Trace, of Steps", where: "noun" },
  { words: ["estimate"], say: "Quote", where: "everywhere" },
  { words: ["lock", "reserve"], say: "Claim", where: "noun" },
  { words: ["intent"], say: "RefundSession", where: "noun" },
  { words: ["timeout"], say: "Unknown (we asked and do not know)", where: "noun" },
  { words: ["psp"], say: "Provider", where: "everywhere" },
  { words: ["manager", "handler"], say: "Desk", where: "noun" },
  { words: ["cents"], say: "Minor", where: "everywhere" },
  { words: ["timestamp"], say: "asOf, askedAt or expiresAt", where: "everywhere" },
  { words: ["now"], say: "asOf or askedAt", where: "value" },
]

/** Names that hold a banned word and are right, with the reason. */
export const rightNames: Readonly<Record<string, string>> = {
  charge: "what Stripe calls its object, in Payment.references",
  chargeId: "what Loop calls its object, in Payment.references",
  items: "the entries of a page of a list in the native API",
}

/** The rooms whose nouns are ours; wire modules in them speak their provider's language. */
export const wordRooms: readonly string[] = ["packages/core/", "packages/engine/", "packages/http-api/"]

/** Rooms whose tables are ours as well. */
export const tableRooms: readonly string[] = [...wordRooms, "packages/store-kysely/"]
