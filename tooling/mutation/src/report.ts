/** Reads what became of the planted faults: a score per folder, and the survivors nobody has explained. */

/** One planted fault, as Stryker reports it. */
interface Mutant {
  readonly status: string
  readonly mutatorName: string
  readonly replacement?: string
  readonly location: { readonly start: Place; readonly end: Place }
}

interface Place {
  readonly line: number
  readonly column: number
}

/** Stryker's report, as far as it is read here. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}

/** A survivor that changes nothing anybody could see, and why. */
export interface Equivalent {
  readonly file: string
  /** The source line the fault is planted in, trimmed: it is found again where lines move. */
  readonly line: string
  /** The piece of source that the fault replaces, white space as one space. */
  readonly original: string
  readonly replacement: string
  readonly reason: string
}

export interface Survivor {
  readonly file: string
  readonly at: number
  readonly line: string
  readonly original: string
  readonly replacement: string
}

export interface Score {
  readonly folder: string
  readonly planted: number
  readonly found: number
  /** Of those found, the ones that made a test take too long. */
  readonly tooLong: number
  /** Those that keep a test file from loading while no other says anything: they count for nothing. */
  readonly unloaded: number
  /** Survivors that change nothing anybody could see. */
  readonly explained: number
}

const isFound = ({ status }: Mutant): boolean => status === "Killed" || status === "Timeout"
const isAlive = ({ status }: Mutant): boolean => status === "Survived" || status === "NoCoverage"

const folderOf = (file: string): string => file.split("/").slice(-2, -1)[0] ?? ""

/** How many of the faults planted in each folder a test noticed. */
export const scores = (report: MutationReport, known: readonly Equivalent[]): readonly Score[] => {
  const files = Object.entries(report.files)
  const alive = survivors(report)
  const open = new Set(unexplained(alive, known).survivors)
  const scoreOf = (folder: string): Score => {
    const mutants = files.flatMap(([file, one]) => (folderOf(file) === folder ? one.mutants : []))
    const count = (status: string): number => mutants.filter((one) => one.status === status).length
    return {
      folder,
      planted: mutants.filter((one) => isFound(one) || isAlive(one)).length,
      found: mutants.filter(isFound).length,
      tooLong: count("Timeout"),
      unloaded: count("RuntimeError"),
      explained: alive.filter((one) => folderOf(one.file) === folder && !open.has(one)).length,
    }
  }
  return [...new Set(files.map(([file]) => folderOf(file)))].map(scoreOf).filter(({ planted }) => planted > 0)
}

/** On a busy machine a fault that changes nothing may run out of time: explained, it counts as alive all the same. */
export const settled = (report: MutationReport, known: readonly Equivalent[]): MutationReport => ({
  files: Object.fromEntries(
    Object.entries(report.files).map(([file, { mutants, source }]) => {
      const lines = source.split("\n")
      const isExplained = (one: Mutant) => known.some((entry) => explains(entry, asSurvivor(file, lines, one)))
      const settle = (one: Mutant) =>
        one.status === "Timeout" && isExplained(one) ? { ...one, status: "Survived" } : one
      return [file, { source, mutants: mutants.map(settle) }]
    }),
  ),
})

/** Every fault no test noticed. */
export const survivors = (report: MutationReport): readonly Survivor[] =>
  Object.entries(report.files).flatMap(([file, { mutants, source }]) => {
    const lines = source.split("\n")
    return mutants.filter(isAlive).map((one) => asSurvivor(file, lines, one))
  })

const asSurvivor = (file: string, lines: readonly string[], { location, replacement = "" }: Mutant): Survivor => {
  const at = location.start.line
  const original = flat(between(lines, location))
  return { file, at, line: lines[at - 1]!.trim(), original, replacement: flat(replacement) }
}

/** What stands between two places, counted from 1. */
const between = (lines: readonly string[], { end, start }: Mutant["location"]): string => {
  const whole = lines.slice(start.line - 1, end.line)
  whole[whole.length - 1] = whole.at(-1)!.slice(0, end.column - 1)
  return [whole[0]!.slice(start.column - 1), ...whole.slice(1)].join("\n")
}

const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim()

/** The survivors that no entry explains, and the entries that explain none. */
export const unexplained = (
  alive: readonly Survivor[],
  known: readonly Equivalent[],
): { readonly survivors: readonly Survivor[]; readonly stale: readonly Equivalent[] } => {
  return {
    survivors: alive.filter((survivor) => !known.some((one) => explains(one, survivor))),
    stale: known.filter((one) => !alive.some((survivor) => explains(one, survivor))),
  }
}

const explains = (one: Equivalent, survivor: Survivor): boolean =>
  one.file === survivor.file &&
  one.line === survivor.line &&
  one.original === survivor.original &&
  one.replacement === survivor.replacement
