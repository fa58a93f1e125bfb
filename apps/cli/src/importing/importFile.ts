/** Imports a file row by row, in batches that are durable before the next is read; killed anywhere, it goes on there. */
import { createReadStream, openSync, readSync, closeSync, statSync } from "node:fs"
import { hash } from "node:crypto"
import { Effect } from "effect"
import type { Fault } from "@refund-rules/core"
import { cannotRead, pathOf } from "../manners/files.ts"
import { checkpointAt } from "../manners/checkpoint.ts"
import { progressOf } from "../manners/progress.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused } from "../manners/Wrong.ts"
import { type Place, type Placed, rowsOf } from "./rows.ts"
import type { Row } from "./Row.ts"

/** What became of a row. */
export type Became = { readonly is: "new" | "known" } | { readonly is: "rejected"; readonly faults: readonly Fault[] }

export interface Rejected {
  readonly line: number
  readonly faults: readonly Fault[]
}

export interface Imported {
  readonly rows: number
  readonly new: number
  readonly known: number
  readonly rejectedCount: number
  /** The first thousand of them. */
  readonly rejected: readonly Rejected[]
}

interface State extends Imported {
  readonly place: Place
}

export interface Importing<E, R> {
  readonly file: string
  readonly what: "payments" | "refunds"
  readonly isCsv: boolean
  /** Everything that makes this another import than the last, beside the file. */
  readonly settings: readonly string[]
  /** Where the database is, beside which it is kept how far an import came. */
  readonly database: string
  readonly take: (rows: readonly Row[]) => Effect.Effect<readonly Became[], E, R>
}

const AT_ONCE = 2048
const KEPT = 1000

export const importFile = Effect.fnUntraced(function* <E, R>({
  database,
  file,
  isCsv,
  settings,
  take,
  what,
}: Importing<E, R>) {
  const place = yield* Surroundings
  const path = yield* pathOf(file)
  const { identity, size } = yield* Effect.try({
    try: () => identify(path),
    catch: (error) => cannotReadNode(file, error),
  })
  const whole = hash("sha256", JSON.stringify([path, identity, what, isCsv, ...settings]))
  const checkpoint = checkpointAt<State>(`${database}.import-${whole.slice(0, 12)}.json`, whole)
  let state: State = checkpoint.found ?? nothing
  if (checkpoint.found !== undefined)
    place.err(`going on at line ${state.place.line}: ${state.rows} rows were done before\n`)
  const progress = progressOf(place, "rows")
  const before = state.rows
  const rows = batches(
    rowsOf(createReadStream(path, { start: state.place.end, highWaterMark: 1 << 18 }), isCsv, state.place),
  )
  const next = Effect.tryPromise({ try: () => rows.next(), catch: (error) => cannotReadNode(file, error) })
  const loop = Effect.gen(function* () {
    for (let batch = yield* next; batch.done !== true; batch = yield* next) {
      const good = batch.value.flatMap(({ row }) => (row.ok ? [row.value] : []))
      state = counted(state, batch.value, yield* take(good))
      checkpoint.keep(state)
      progress.at(state.rows - before, state.place.end, size)
    }
  })
  yield* Effect.ensuring(
    loop,
    Effect.sync(() => progress.end()),
  )
  checkpoint.done()
  const { place: _place, ...imported } = state
  return { ...imported, resumedAt: before }
})

const nothing: State = { rows: 0, new: 0, known: 0, rejectedCount: 0, rejected: [], place: { line: 1, end: 0 } }

/** What tells this file from another of the same name: how long it is, and how it begins. */
const identify = (path: string): { readonly identity: string; readonly size: number } => {
  const { size } = statSync(path)
  const handle = openSync(path, "r")
  try {
    const head = Buffer.alloc(65_536)
    const length = readSync(handle, head)
    return { identity: `${size} ${hash("sha256", head.subarray(0, length))}`, size }
  } finally {
    closeSync(handle)
  }
}

const cannotReadNode = (file: string, error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === "EISDIR") return misused(`\`${file}\` is a folder`, "name a file")
  const tag = { ENOENT: "NotFound", EACCES: "PermissionDenied" }[code ?? ""] ?? ""
  return cannotRead(file, { reason: { _tag: tag }, message })
}

async function* batches<A>(all: AsyncIterable<A>): AsyncGenerator<readonly A[]> {
  let batch: A[] = []
  for await (const one of all) {
    batch.push(one)
    if (batch.length < AT_ONCE) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

type Read = Placed & { readonly header?: readonly string[] }

const counted = (state: State, batch: readonly Read[], became: readonly Became[]): State => {
  let at = 0
  const outcomes = batch.map(({ line, row }) => {
    const one: Became = row.ok ? (became[at++] ?? { is: "known" }) : { is: "rejected", faults: row.faults }
    return { line, ...one }
  })
  const rejected = outcomes.flatMap((one) => (one.is === "rejected" ? [{ line: one.line, faults: one.faults }] : []))
  const { end, header, nextLine } = batch.at(-1)!
  return {
    rows: state.rows + batch.length,
    new: state.new + outcomes.filter(({ is }) => is === "new").length,
    known: state.known + outcomes.filter(({ is }) => is === "known").length,
    rejectedCount: state.rejectedCount + rejected.length,
    rejected: [...state.rejected, ...rejected].slice(0, KEPT),
    place: { end, line: nextLine, ...(header === undefined ? {} : { header }) },
  }
}
