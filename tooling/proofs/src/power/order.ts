/** Looks for each answer's commit in the log, and whether the disk had it before the answer left: pure. */
import type { Call } from "./Call.ts"

/** Answers and what was found about each. */
export interface Ordered {
  readonly answers: number
  readonly commits: number
  readonly syncs: number
  /** Ids that were answered before the disk had them. */
  readonly early: readonly string[]
  /** Ids whose commit is not in the log at all: then nothing was checked about them. */
  readonly missing: readonly string[]
}

interface Commit {
  readonly pages: readonly Buffer[]
  /** The number of the call that completed it. */
  readonly at: number
  isSynced: boolean
}

/** How many commits back an answer's own one is looked for. */
const window = 256

/** The id that a 201 names first, or nothing for any other text. */
export const idAnswered = (text: string): string | undefined =>
  text.startsWith("HTTP/1.1 201") ? /"id":"([^"]+)"/.exec(text)?.[1] : undefined

/** Goes through a trace of a database whose log is at this path. */
export const order = (calls: readonly Call[], log: string): Ordered => {
  const commits: Commit[] = []
  const early: string[] = []
  const missing: string[] = []
  let [answers, syncs, unsynced] = [0, 0, 0]
  let pages: Buffer[] = []
  let isLast = false
  for (const [at, call] of calls.entries()) {
    if (call._tag === "Answer") {
      const id = idAnswered(call.text)
      if (id === undefined) continue
      answers += 1
      const commit = firstWith(commits, id)
      if (commit === undefined) missing.push(id)
      else if (!commit.isSynced) early.push(id)
    } else if (call._tag === "Sync" && call.path === log) {
      syncs += 1
      for (; (commits[unsynced]?.at ?? Infinity) < call.since; unsynced += 1) commits[unsynced]!.isSynced = true
    } else if (call._tag === "Write" && call.path === log) {
      // Each page in the log follows 24 bytes that say, for the last page of a commit, how large the database is then.
      if (call.bytes.length === 24) isLast = call.bytes.readUInt32BE(4) !== 0
      else if (call.bytes.length >= 512) {
        pages.push(call.bytes)
        if (isLast) {
          commits.push({ pages, at, isSynced: false })
          pages = []
        }
      }
    }
  }
  return { answers, commits: commits.length, syncs, early, missing }
}

// A page written again still has what was on it, so the oldest commit that has it is its own.
const firstWith = (commits: readonly Commit[], id: string): Commit | undefined => {
  const bytes = Buffer.from(id)
  return commits.slice(-window).find(({ pages }) => pages.some((page) => page.includes(bytes)))
}
