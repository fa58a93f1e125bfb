/** Marks in the feed: how a reader says how far it has read. Each is an event's own id, and tells nothing of anybody else. */
import type { Feed, FeedEvent, FeedPlace, Scope, StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"

/** The mark before the first event. */
export const FIRST = "0"

const START: FeedPlace = { position: 0, turn: 0 }

/** The mark behind an event: of signs that any header and line carries. */
export const markOf = ({ id }: Pick<FeedEvent, "id">): string => encodeURIComponent(id.toWellFormed())

/** The place a mark stands for; undefined where it is none of this scope. */
export const placeAt = (
  feed: (typeof Feed)["Service"],
  scope: Scope,
  mark: string,
): Effect.Effect<FeedPlace | undefined, StoreUnavailable> => {
  if (mark === FIRST) return Effect.succeed(START)
  const id = decoded(mark)
  return id === undefined ? Effect.undefined : feed.placeOf(scope, id)
}

/** Where the feed ends now. */
export const newestMark = (
  feed: (typeof Feed)["Service"],
  scope: Scope,
): Effect.Effect<{ readonly mark: string; readonly place: FeedPlace }, StoreUnavailable> =>
  Effect.map(feed.newest(scope), (found) =>
    found === undefined ? { mark: FIRST, place: START } : { mark: markOf(found), place: found.place },
  )

const decoded = (mark: string): string | undefined => {
  try {
    return decodeURIComponent(mark)
  } catch {
    return undefined
  }
}

/** An event as it is told: whose it is and where it stands are the reader's own. */
export const toldOutside = ({ place: _place, scope: _scope, ...told }: FeedEvent) => told
