/** Remembers how far a long command came, so that the same command goes on there: written whole or not at all. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { makeFolder } from "@refund-rules/store-sqlite"

export interface Checkpoint<State> {
  /** What was left off, where it was left off by the very same command. */
  readonly found: State | undefined
  /** Kept at most once a second: what is done again is done to the same end. */
  readonly keep: (state: State) => void
  readonly done: () => void
}

/** `identity` tells commands apart: what does not carry the same is not gone on with. */
export const checkpointAt = <State>(
  file: string,
  identity: string,
  now: () => number = () => performance.now(),
): Checkpoint<State> => {
  let last = now()
  let isKept = true
  return {
    found: read<State>(file, identity),
    keep: (state) => {
      if (!isKept || now() - last < EVERY_MILLISECONDS) return
      isKept = written(file, { identity, state })
      last = now()
    },
    done: () => rmSync(file, { force: true }),
  }
}

const EVERY_MILLISECONDS = 1000

/** Where there is no room or no right to keep it, the work goes on all the same: done again, it comes to the same end. */
const written = (file: string, content: unknown): boolean => {
  try {
    write(file, content)
    return true
  } catch {
    rmSync(`${file}.new`, { force: true })
    return false
  }
}

const write = (file: string, content: unknown): void => {
  const unfinished = `${file}.new`
  makeFolder(dirname(file))
  const handle = openSync(unfinished, "w", 0o600)
  try {
    writeSync(handle, JSON.stringify(content))
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(unfinished, file)
}

const read = <State>(file: string, identity: string): State | undefined => {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as { readonly identity: string; readonly state: State }
    return kept.identity === identity ? kept.state : undefined
  } catch {
    return undefined
  }
}
