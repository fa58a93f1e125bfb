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

const createFreshRunner = (): TestRunner => {
  const global = globalThis as unknown as Record<string, Switch>
  const state: Switch = (global[NAMESPACE] ??= {})
  let files: readonly TestFile[] = []
  let costs: Costs | undefined

  const runFile = async ({ file, load }: TestFile, wanted: Wanted): Promise<readonly TestResult[]> => {
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

  const mutantRun = async (options: MutantRunOptions): Promise<DryRunResult> => {
    const { activeMutant, mutantActivation, hitLimit, testFilter } = options
    costs ??= readCosts()
    const ids = testFilter === undefined ? undefined : new Set(testFilter)
    const named = ids === undefined ? undefined : new Set([...ids].map((id) => id.slice(0, id.indexOf("#"))))
    const order = files
      .filter(({ file, sources }) => (named === undefined ? sources.has(options.sandboxFileName) : named.has(file)))
      .toSorted((a, b) => costOf(a.file) - costOf(b.file))
    state.hitLimit = hitLimit
    state.hitCount = hitLimit === undefined ? undefined : 0
    const tests: TestResult[] = []
    for (const one of order) {
      state.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined
      const onLoaded = (): void => void (state.activeMutant = activeMutant.id)
      const wanted = { isWanted: (id: string) => ids?.has(id) ?? true, onLoaded, stopsAtFailure: true }
      try {
        tests.push(...(await runFile(one, wanted)))
      } catch (error) {
        return { status: DryRunStatus.Error, errorMessage: `${one.file} cannot be loaded: ${messageOf(error)}` }
      }
      const limit = determineHitLimitReached(state.hitCount, hitLimit)
      if (limit !== undefined) return limit
      if (tests.some(({ status }) => status === TestStatus.Failed)) break
    }
    return { status: DryRunStatus.Complete, tests }
  }

  const costOf = (file: string): number => costs?.[file] ?? 0

  return {
    capabilities: () => ({ reloadEnvironment: true }),
    init: async () => {
      files = await testFilesOf(process.cwd())
    },
    dryRun: async () => {
      const tests: TestResult[] = []
      const measured: Record<string, number> = {}
      state.activeMutant = undefined
      for (const one of files) {
        const results = await runFile(one, { isWanted: () => true, onLoaded: () => {}, stopsAtFailure: false })
        measured[one.file] = results.reduce((sum, { timeSpentMs }) => sum + timeSpentMs, 0)
        tests.push(...results)
      }
      writeFileSync(COSTS, JSON.stringify(measured))
      return { status: DryRunStatus.Complete, tests, mutantCoverage: state.mutantCoverage! }
    },
    mutantRun: async (options) => toMutantRunResult(await mutantRun(options)),
  }
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "fresh", createFreshRunner)]
