/** The faults of a database and of the way to it that are tried. */
import { deadlock, givenUp, stricter } from "./conflicts.ts"
import { commitOfNoKeyUnanswered, commitUnanswered, cutAnywhere } from "./cuts.ts"
import type { DatabaseFault } from "./DatabaseFault.ts"
import { stoodStill } from "./instances.ts"
import { endedSession, killedServer, noSessionLeft } from "./sessions.ts"

/** All of them. */
export const databaseFaults: readonly DatabaseFault[] = [
  cutAnywhere,
  commitUnanswered,
  commitOfNoKeyUnanswered,
  endedSession,
  killedServer,
  deadlock,
  givenUp,
  stricter,
  noSessionLeft,
  stoodStill,
]
