/** The steps of a message's life as its store sees them: rows of the table of faults. */

/** Every write there is; of a message's endings each is a step of its own. */
export const outgoingWrites = [
  "add webhook",
  "seal its secret",
  "remove webhook",
  "queue a part",
  "lease messages",
  "mark delivered",
  "put off",
  "mark dead",
  "end the webhook",
  "replay",
  "tidy",
] as const

export const outgoingReads = ["list webhooks", "how far was told", "read the feed", "newest seal", "latest"] as const

export type OutgoingStep = (typeof outgoingReads)[number] | (typeof outgoingWrites)[number]
