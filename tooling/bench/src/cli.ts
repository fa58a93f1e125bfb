/** `npm run bench:cli`: what two commands cost beside loops written by hand over the same bytes. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runCommandLine } from "refund-rules"
import { backtestFiles, scanByHand } from "./cli/backtest.ts"
import { emptyStore, loadByHand, paymentsFile } from "./cli/imports.ts"
import { type Case, measure } from "./measure.ts"
import { report } from "./report.ts"

const DECISIONS = Number(process.env["BENCH_DECISIONS"] ?? 50_000)
const PAYMENTS = Number(process.env["BENCH_PAYMENTS"] ?? 10_000)

/** A command to its end, in this process; what it printed. */
const command = async (folder: string, ...args: readonly string[]): Promise<string> => {
  let [printed, said] = ["", ""]
  const code = await runCommandLine(args, {
    folder,
    environment: {},
    input: async function* () {},
    out: (text) => void (printed += text),
    err: (text) => void (said += text),
    isInputTerminal: false,
    isTerminal: false,
    isColoured: false,
    isJson: true,
    columns: 80,
  })
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${said}`)
  return printed
}

const run = async (folder: string): Promise<void> => {
  const [payments, empty] = [paymentsFile(folder, PAYMENTS), await emptyStore(folder)]
  const { database, policy } = backtestFiles(folder, empty, DECISIONS)
  let made = 0
  const fresh = (): string => {
    const file = join(folder, `import-${made++}.db`)
    copyFileSync(empty, file)
    return file
  }
  const scope = ["--merchant", "bench", "--mode", "live"]
  const backtest = () =>
    command(folder, "backtest", "--policy", policy, "--db", database, "--threads", "1", "--json", ...scope)
  const importing = async (file: string) =>
    command(folder, "import", "payments", payments, "--db", file, "--json", ...scope)
  const told = JSON.parse(await backtest()) as { readonly decisions: number; readonly lost: number }
  const byHand = scanByHand(database)
  if (told.decisions !== DECISIONS || told.lost !== byHand.lost || byHand.lost === 0)
    throw new Error(`the scans do not agree: ${JSON.stringify([told.decisions, told.lost, byHand])}`)
  await importing(fresh())
  loadByHand(payments, fresh())
  const measured = await measure(casesOf({ backtest, importing, fresh, database, payments }))
  console.log(`an operation is ${DECISIONS} decisions, or ${PAYMENTS} payments`)
  report(measured, [
    { key: "backtest/scan", of: "backtest", to: "scan by hand", target: 0.33 },
    { key: "import/raw-loader", of: "import", to: "load by hand", target: 0.3 },
  ])
}

interface Contest {
  readonly backtest: () => Promise<string>
  readonly importing: (file: string) => Promise<string>
  readonly fresh: () => string
  readonly database: string
  readonly payments: string
}

const casesOf = ({ backtest, database, fresh, importing, payments }: Contest): readonly Case[] => [
  { name: "backtest", work: backtest, isAsync: true },
  { name: "scan by hand", work: () => scanByHand(database) },
  {
    name: "import",
    isAsync: true,
    work: async () => {
      const file = fresh()
      return cleaned(file, await importing(file))
    },
  },
  {
    name: "load by hand",
    work: () => {
      const file = fresh()
      return cleaned(file, loadByHand(payments, file))
    },
  },
]

/** What a case answered, once its database is gone. */
const cleaned = <A>(file: string, result: A): A => {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true })
  return result
}

const folder = mkdtempSync(join(process.env["BENCH_FOLDER"] ?? tmpdir(), "refund-rules-bench-"))
try {
  await run(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
