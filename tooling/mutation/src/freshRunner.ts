/**
 * Runs tests for Stryker in its own process: each fault meets every test file that could notice it, loaded afresh, so that
 * nothing remembered under one fault is seen under another, and faults in what is made while loading count as any other.
 */
import { INSTRUMENTER_CONSTANTS, type MutantCoverage } from "@stryker-mutator/api/core"
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin"
import {
  determineHitLimitReached,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { testFilesOf, type TestFile } from "./testFiles.ts"

/** What instrumented sources read and write, under a name of Stryker's on the global object. */
interface Switch {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: MutantCoverage
}

const { NAMESPACE } = INSTRUMENTER_CONSTANTS

/** Milliseconds each file took while nothing was planted: one process measures it, all begin with the quickest. */
const COSTS = "reports/mutation-costs.json"

type Costs = Readonly<Record<string, number>>

const readCosts = (): Costs => (existsSync(COSTS) ? (JSON.parse(readFileSync(COSTS, "utf8")) as Costs) : {})

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500)

interface Wanted {
  readonly isWanted: (id: string) => boolean
  readonly onLoaded: () => void
  readonly stopsAtFailure: boolean
}

const everything: Wanted = { isWanted: () => true, onLoaded: () => {}, stopsAtFailure: false }

const runFile = async (state: Switch, { file, load }: TestFile, wanted: Wanted): Promise<readonly TestResult[]> => {
  const results: TestResult[] = []
  const tests = load()
  wanted.onLoaded()
  for (const [index, { name, run }] of tests.entries()) {
    const id = `${file}#${index} ${name}`
    if (!wanted.isWanted(id)) continue
    state.currentTestId = id
    const begun = performance.now()
    const told = { id, name, fileName: file }
    try {
      await run()
      results.push({ ...told, timeSpentMs: performance.now() - begun, status: TestStatus.Success })
    } catch (error) {
      const failureMessage = messageOf(error)
      results.push({ ...told, timeSpentMs: performance.now() - begun, status: TestStatus.Failed, failureMessage })
      if (wanted.stopsAtFailure) break
    } finally {
      state.currentTestId = undefined
    }
  }
  return results
}

const dryRun = async (state: Switch, files: readonly TestFile[]): Promise<DryRunResult> => {
  const tests: TestResult[] = []
  const costs: Record<string, number> = {}
  state.activeMutant = undefined
  for (const one of files) {
    const results = await runFile(state, one, everything)
    costs[one.file] = results.reduce((sum, { timeSpentMs }) => sum + timeSpentMs, 0)
    tests.push(...results)
  }
  writeFileSync(COSTS, JSON.stringify(costs))
  return { status: DryRunStatus.Complete, tests, mutantCoverage: state.mutantCoverage! }
}

/** The files that could notice a fault, the quickest first; of a fault met while loading, all that contain its source. */
const concerned = (
  files: readonly TestFile[],
  costs: Costs,
  { sandboxFileName, testFilter }: MutantRunOptions,
): readonly TestFile[] => {
  const named = testFilter && new Set(testFilter.map((id) => id.slice(0, id.indexOf("#"))))
  return files
    .filter(({ file, sources }) => named?.has(file) ?? sources.has(sandboxFileName))
    .toSorted((a, b) => (costs[a.file] ?? 0) - (costs[b.file] ?? 0))
}

const mutantRun = async (
  state: Switch,
  files: readonly TestFile[],
  { activeMutant, hitLimit, mutantActivation, testFilter }: MutantRunOptions,
): Promise<DryRunResult> => {
  const ids = testFilter && new Set(testFilter)
  const onLoaded = (): void => void (state.activeMutant = activeMutant.id)
  const wanted: Wanted = { isWanted: (id) => ids?.has(id) ?? true, onLoaded, stopsAtFailure: true }
  state.hitLimit = hitLimit
  state.hitCount = hitLimit === undefined ? undefined : 0
  const tests: TestResult[] = []
  let unloaded: string | undefined
  for (const one of files) {
    state.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined
    try {
      tests.push(...(await runFile(state, one, wanted)))
    } catch (error) {
      // Another file may load and say by a failed test what this one cannot.
      unloaded ??= `${one.file} cannot be loaded: ${messageOf(error)}`
    }
    const limit = determineHitLimitReached(state.hitCount, hitLimit)
    if (limit !== undefined) return limit
    if (tests.some(({ status }) => status === TestStatus.Failed)) return { status: DryRunStatus.Complete, tests }
  }
  return unloaded === undefined
    ? { status: DryRunStatus.Complete, tests }
    : { status: DryRunStatus.Error, errorMessage: unloaded }
}

const createFreshRunner = (): TestRunner => {
  const global = globalThis as unknown as Record<string, Switch>
  const state: Switch = (global[NAMESPACE] ??= {})
  let files: readonly TestFile[] = []
  let costs: Costs | undefined
  return {
    capabilities: () => ({ reloadEnvironment: true }),
    init: async () => {
      files = await testFilesOf(process.cwd())
    },
    dryRun: () => dryRun(state, files),
    mutantRun: async (options) => {
      costs ??= readCosts()
      return toMutantRunResult(await mutantRun(state, concerned(files, costs, options), options))
    },
  }
}

/** @internal Stryker looks for this name in the module its settings name. */
export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "fresh", createFreshRunner)]
