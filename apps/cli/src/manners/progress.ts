/** Draws how far something is, where somebody watches: done, rate and time left, at most ten times a second. */
import type { Place } from "./Surroundings.ts"

export interface Progress {
  /** `count` things were dealt with so far in this run; `done` of `total` in any unit, where anybody knows. */
  readonly at: (count: number, done?: number, total?: number) => void
  readonly end: () => void
}

const BAR = 24
const EVERY_MILLISECONDS = 100

export const progressOf = (
  { columns, err, isJson, isTerminal }: Pick<Place, "columns" | "err" | "isJson" | "isTerminal">,
  things: string,
  now: () => number = () => performance.now(),
): Progress => {
  if (!isTerminal || isJson) return { at: () => undefined, end: () => undefined }
  const started = now()
  let [drawn, begun] = [-Infinity, undefined as number | undefined]
  return {
    at: (count, done = 0, total = 0) => {
      begun ??= done
      if (now() - drawn < EVERY_MILLISECONDS) return
      drawn = now()
      err(
        `\r\u001b[K${line({ done, total, count, begun, seconds: (drawn - started) / 1000, things }).slice(0, columns - 1)}`,
      )
    },
    end: () => {
      if (drawn > -Infinity) err("\r\u001b[K")
    },
  }
}

interface Far {
  readonly done: number
  readonly total: number
  readonly count: number
  readonly begun: number
  readonly seconds: number
  readonly things: string
}

const line = ({ begun, count, done, seconds, things, total }: Far): string => {
  const rate = seconds > 0 ? count / seconds : 0
  if (total === 0) return `${count.toLocaleString("en")} ${things}, ${perSecond(rate)} a second`
  const share = Math.min(1, done / total)
  const filled = Math.round(share * BAR)
  const pace = seconds > 0 ? (done - begun) / seconds : 0
  const left = pace > 0 ? `, ${lasting((total - done) / pace)} left` : ""
  return `${"#".repeat(filled)}${".".repeat(BAR - filled)} ${String(Math.floor(share * 100)).padStart(3)} %  ${perSecond(rate)} ${things}/s${left}`
}

/** A rate for people. */
export const perSecond = (rate: number): string => Math.round(rate).toLocaleString("en")

/** A time for people. */
export const lasting = (seconds: number): string => {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
