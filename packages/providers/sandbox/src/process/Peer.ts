/** What the wire of one provider is to the sandbox: it answers calls, and tells of refunds that changed. */
import type { Book, Call, Kept } from "./Book.ts"

/** A request below the provider's prefix. */
export interface PeerCall {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** What the ledger will say of it. */
  readonly call: Call
}

/** How a call ends: with an answer, or never. */
export type PeerReply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | "hang"

/** A webhook, signed and ready to send. */
export interface Notice {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The surroundings of a peer. */
export interface Surroundings {
  readonly book: Book
  readonly now: () => string
  /** A refund was made or changed, and somebody may want to hear of it. */
  readonly changed: (refund: Kept, before: Kept | undefined) => void
  /** Runs something a little later. */
  readonly later: (work: () => void) => void
}

/** Under which key a call came, and which payment it is about, as far as it says. */
export interface Subject {
  readonly key?: string | undefined
  readonly payment?: string | undefined
}

/** One provider's wire. */
export interface Peer {
  readonly provider: string
  readonly subject: (call: Omit<PeerCall, "call">, book: Book) => Subject
  readonly answer: (call: PeerCall, around: Surroundings) => PeerReply
  /** The notices of a change, in the order they are sent. */
  readonly notices: (refund: Kept, before: Kept | undefined, secret: string, at: string) => readonly Notice[]
}
