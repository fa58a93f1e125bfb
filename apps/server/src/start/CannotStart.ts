/** The server did not start; `message` says why and what to do next. */
import { Data } from "effect"

/** Why a part of the server could not be built. */
export class CannotStart extends Data.TaggedError("CannotStart")<{ readonly message: string }> {}
