/** Reads what became of the planted faults: a score per folder, and the survivors nobody has explained. */

/** One planted fault, as Stryker reports it. */
interface Mutant {
  readonly status: string
  readonly mutatorName: string
  readonly replacement?: string
  readonly location: { readonly start: { readonly line: number; readonly column: number } }
}

/** Stryker's report, as far as it is read here. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}

/** A survivor that changes nothing anybody could see, and why. */
export interface Equivalent {
  readonly file: string
  /** The source line the fault is planted in, trimmed. */
  readonly line: string
  readonly replacement: string
  readonly reason: string
}

export interface Survivor {
  readonly file: string
  readonly at: number
  readonly line: string
  readonly replacement: string
}

export interface Score {
  readonly folder: string
  readonly planted: number
  readonly found: number
}

const isFound = ({ status }: Mutant): boolean => status === "Killed" || status === "Timeout"
const isAlive = ({ status }: Mutant): boolean => status === "Survived" || status === "NoCoverage"

const folderOf = (file: string): string => file.split("/").slice(-2, -1)[0] ?? ""

/** How many of the faults planted in each folder a test noticed. */
export const scores = (report: MutationReport): readonly Score[] => {
  const byFolder = new Map<string, { planted: number; found: number }>()
  for (const [file, { mutants }] of Object.entries(report.files)) {
    const score = byFolder.get(folderOf(file)) ?? { planted: 0, found: 0 }
    score.found += mutants.filter(isFound).length
    score.planted += mutants.filter((one) => isFound(one) || isAlive(one)).length
    byFolder.set(folderOf(file), score)
  }
  return [...byFolder].map(([folder, score]) => ({ folder, ...score })).filter(({ planted }) => planted > 0)
}

/** Every fault no test noticed. */
export const survivors = (report: MutationReport): readonly Survivor[] =>
  Object.entries(report.files).flatMap(([file, { mutants, source }]) => {
    const lines = source.split("\n")
    return mutants.filter(isAlive).map(({ location, replacement = "" }) => {
      const at = location.start.line
      return { file, at, line: lines[at - 1]!.trim(), replacement: replacement.trim() }
    })
  })

/** The survivors that no entry explains, and the entries that explain none. */
export const unexplained = (
  alive: readonly Survivor[],
  known: readonly Equivalent[],
): { readonly survivors: readonly Survivor[]; readonly stale: readonly Equivalent[] } => {
  const explains = (one: Equivalent, survivor: Survivor): boolean =>
    one.file === survivor.file && one.line === survivor.line && one.replacement === survivor.replacement
  return {
    survivors: alive.filter((survivor) => !known.some((one) => explains(one, survivor))),
    stale: known.filter((one) => !alive.some((survivor) => explains(one, survivor))),
  }
}
