/** Imports so many payments and backtests so many decisions: once at a stretch, and once killed half-way and gone on with. */
import Database from "better-sqlite3"
import { hash } from "node:crypto"
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { rawStore } from "../store/rawStore.ts"
import { paymentOf, requestOf, scope } from "../store/work.ts"
import { type Watched, watched } from "./watched.ts"

/** How one command did. */
export interface Figures {
  readonly rows: number
  /** Of the run that nobody stopped. */
  readonly perSecond: number
  readonly seconds: number
  /** The most memory any of the three processes took. */
  readonly peakMegabytes: number
  /** How far it was when it was killed, as a share. */
  readonly killedAt: number
  readonly isSame: boolean
}

export interface Million {
  readonly import: Figures
  readonly backtest: Figures
}

const IMPORT = "import payments payments.ndjson --json"
const BACKTEST = "backtest --policy policy.json --by reason,currency --json"
const whose = `--merchant ${scope.merchant} --mode ${scope.mode}`
const AT_ONCE = 2000

export interface Asked {
  readonly folder: string
  readonly rows: number
  readonly program: readonly string[]
  readonly say: (line: string) => void
}

export const million = async ({ folder, program, rows, say }: Asked): Promise<Million> => {
  const run = async (line: string, killWhen?: (kept: unknown) => boolean): Promise<Watched> =>
    watched({ program, folder, line: `${line} ${whose}`, ...(killWhen === undefined ? {} : { killWhen }) })
  writePayments(join(folder, "payments.ndjson"), rows)
  for (const name of ["whole", "killed"]) await done(watched({ program, folder, line: `migrate --db ${name}.db` }))
  say(`importing ${rows} payments`)
  const whole = await done(run(`${IMPORT} --db whole.db`))
  const half = (kept: unknown): boolean => (kept as { readonly rows: number }).rows >= rows / 2
  const killed = await died(run(`${IMPORT} --db killed.db`, half))
  const resumed = await done(run(`${IMPORT} --db killed.db`))
  const imported = JSON.parse(whole.out) as Imported
  const goneOn = JSON.parse(resumed.out) as Imported
  const isSame =
    imported.new === rows &&
    goneOn.new + goneOn.known === rows &&
    contentOf(join(folder, "whole.db")) === contentOf(join(folder, "killed.db"))
  for (const end of ["", "-wal", "-shm"]) rmSync(join(folder, `killed.db${end}`), { force: true })
  say(`deciding ${rows} refunds`)
  decideAll(join(folder, "whole.db"), rows)
  writeFileSync(join(folder, "policy.json"), JSON.stringify(strict))
  say(`backtesting ${rows} decisions`)
  const figures: Figures = {
    rows,
    perSecond: imported.perSecond,
    seconds: imported.seconds,
    peakMegabytes: peakOf([whole, killed, resumed]),
    killedAt: goneOn.resumedAt / rows,
    isSame,
  }
  return { import: figures, backtest: await backtested(run, rows) }
}

interface Imported {
  readonly new: number
  readonly known: number
  readonly resumedAt: number
  readonly seconds: number
  readonly perSecond: number
}

type Run = (line: string, killWhen?: (kept: unknown) => boolean) => Promise<Watched>

const backtested = async (run: Run, rows: number): Promise<Figures> => {
  const line = `${BACKTEST} --db whole.db`
  const whole = await done(run(line))
  const shareOf = ({ cuts, done: parts }: { readonly cuts: readonly string[]; readonly done: readonly number[] }) =>
    parts.length / (cuts.length + 1)
  const killed = await died(run(line, (kept) => shareOf(kept as never) >= 0.5))
  const resumed = await done(run(line))
  const [, did, all] = /going on: (\d+) of (\d+) parts/.exec(resumed.err) ?? []
  const { decisions, lost } = JSON.parse(whole.out) as { readonly decisions: number; readonly lost: number }
  return {
    rows: decisions,
    perSecond: Math.round(decisions / whole.seconds),
    seconds: whole.seconds,
    peakMegabytes: peakOf([whole, killed, resumed]),
    killedAt: Number(did) / Number(all),
    isSame: decisions === rows && lost > 0 && whole.out === resumed.out,
  }
}

const peakOf = (all: readonly Watched[]): number => Math.max(...all.map(({ peakMegabytes }) => peakMegabytes))

const done = async (running: Promise<Watched>): Promise<Watched> => {
  const ended = await running
  if (ended.code !== 0) throw new Error(`it ended with ${ended.code}: ${ended.err}${ended.out}`)
  return ended
}

const died = async (running: Promise<Watched>): Promise<Watched> => {
  const ended = await running
  if (ended.code !== null) throw new Error(`it was done before it could be killed: ${ended.err}`)
  return ended
}

const writePayments = (path: string, rows: number): void => {
  const file = openSync(path, "w")
  for (let from = 0; from < rows; from += AT_ONCE) {
    const lines = Array.from({ length: Math.min(AT_ONCE, rows - from) }, (_, at) =>
      JSON.stringify(paymentOf(from + at)),
    )
    writeSync(file, `${lines.join("\n")}\n`)
  }
  closeSync(file)
}

/** Some of the refunds are larger than its limit. */
const strict = {
  id: "default",
  bindAt: "request",
  rules: [{ id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: 12 } }, otherwise: "Review" }],
  terms: {},
}

const decideAll = (file: string, rows: number): void => {
  const { changeAll, close } = rawStore(file)
  for (let from = 0; from < rows; from += AT_ONCE)
    changeAll(Array.from({ length: Math.min(AT_ONCE, rows - from) }, (_, at) => requestOf(from + at, rows)))
  close()
}

/** One hash over every payment, name and line, but not over when it was registered. */
const contentOf = (file: string): string => {
  const database = new Database(file, { readonly: true })
  let chained = ""
  for (const query of [
    "select id, provider, currency, customer_id, status, captured, body from payment order by id",
    "select provider, name, value, payment_id from payment_reference order by payment_id, name",
    "select payment_id, id, gross, taken, units from line order by payment_id, id",
  ])
    for (const row of database.prepare(query).raw().iterate()) chained = hash("sha256", chained + JSON.stringify(row))
  database.close()
  return chained
}
