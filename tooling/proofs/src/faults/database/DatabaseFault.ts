/** A fault of a database or of the way to it, and what is heard of it: a strike counts only by what really happened. */
import { setTimeout as sleep } from "node:timers/promises"
import type { Proxy, Word } from "@refund-rules/harness"
import type { Stage } from "./Stage.ts"

/** One kind of fault. */
export interface DatabaseFault {
  readonly name: string
  /** How often it strikes unless told otherwise. */
  readonly runs: number
  /** Done once, before the first. */
  readonly prepare?: (stage: Stage) => Promise<void>
  /** Tries to strike once: all that then happened, in few words each; nothing where it missed. */
  readonly strike: (stage: Stage) => Promise<readonly string[]>
}

/** What the server has said since, on connections that still reach somebody. */
export interface Heard {
  readonly words: readonly Word[]
  /** How often it refused with this code. */
  readonly refused: (code: string) => number
}

/** Listens from now on, and no longer to what was listened to before. */
export const listen = (proxy: Proxy): Heard => {
  const words: Word[] = []
  proxy.heard = (word, isCut) => {
    if (!isCut) words.push(word)
  }
  return {
    words,
    refused: (code) => words.filter((word) => word._tag === "Refused" && word.code === code).length,
  }
}

/** Waits until it holds; false where it does not within so many milliseconds. */
export const until = async (
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  everyMs = 5,
): Promise<boolean> => {
  const end = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > end) return false
    await sleep(everyMs)
  }
  return true
}

/** The same words so many times. */
export const times = (count: number, words: string): readonly string[] => Array.from({ length: count }, () => words)
