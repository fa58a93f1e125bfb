/** What a life leaves: a hash of every step, how often each fault met each step, what was broken, and the last steps in words. */

export interface Trace {
  /** One step. The words are only made where somebody wants to read them; the hash takes all of it. */
  readonly step: (at: number, what: string, about?: string, detail?: () => string) => void
  /** A fault met a step. */
  readonly count: (step: string, fault: string) => void
  readonly broken: (promise: string, what: string) => void
  readonly hash: () => number
  readonly steps: () => number
  readonly counts: () => ReadonlyMap<string, number>
  readonly violations: readonly Violation[]
  /** The last steps up to the first promise that was broken, where they are told. */
  readonly last: () => readonly string[]
}

/** A promise that was not kept. */
export interface Violation {
  readonly promise: string
  readonly what: string
  readonly atStep: number
}

/** How many steps are told. */
const TOLD = 4000

export const trace = (isTold: boolean): Trace => {
  const counts = new Map<string, Map<string, number>>()
  const violations: Violation[] = []
  const lines: string[] = []
  let atFirst: readonly string[] | undefined
  let hash = 0x811c9dc5
  let steps = 0
  const mix = (text: string): void => {
    for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  const tell = (line: string): void => {
    lines.push(line)
    if (lines.length > 2 * TOLD) lines.splice(0, TOLD)
  }
  return {
    step: (at, what, about = "", detail) => {
      steps += 1
      hash = Math.imul(hash ^ (at % 0x7fffffff), 0x01000193)
      mix(what)
      mix(about)
      if (isTold) tell(`${new Date(at).toISOString()} ${what} ${about}${detail === undefined ? "" : ` ${detail()}`}`)
    },
    count: (step, fault) => {
      const ofStep = counts.get(step) ?? new Map<string, number>()
      counts.set(step, ofStep)
      ofStep.set(fault, (ofStep.get(fault) ?? 0) + 1)
    },
    broken: (promise, what) => {
      violations.push({ promise, what, atStep: steps })
      if (!isTold) return
      tell(`BROKEN: ${promise}: ${what}`)
      atFirst ??= lines.slice(-TOLD)
    },
    hash: () => hash >>> 0,
    steps: () => steps,
    counts: () =>
      new Map([...counts].flatMap(([step, faults]) => [...faults].map(([name, times]) => [`${step}\t${name}`, times]))),
    violations,
    last: () => atFirst ?? lines.slice(-TOLD),
  }
}
