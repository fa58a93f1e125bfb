/**
 * What moved, as lines that are only ever appended: a line is on the disk before anybody is told of it.
 *
 * INVARIANT (first line wins): a key stands for the first line that carries it, for every process on the file and after
 * any crash. Nobody locks: whoever appended looks where in the file the line came to stand.
 */
import { type FileHandle, open } from "node:fs/promises"
import { dirname } from "node:path"
import { makeFolder } from "./makeFolder.ts"

/**
 * Money that moved, or that is on its way; `status` is as the provider would tell it.
 *
 * @since 0.1.0
 */
export interface Movement {
  readonly provider: string
  readonly payment: string
  /** The provider's own id of the refund. */
  readonly refund: string
  readonly amount: number
  readonly currency: string
  readonly key: string
  readonly at: string
  readonly status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled"
  /** Whoever asks after it hears that it failed. */
  readonly failsLater?: true
}

type Entry = Movement | { readonly settles: string; readonly status: Movement["status"] }

export interface Journal {
  /** What the key stands for: this movement, or the one that was there before. */
  readonly move: (movement: Movement) => Promise<Movement>
  readonly settle: (refund: string, status: Movement["status"]) => Promise<boolean>
  readonly find: (key: string) => Promise<Movement | undefined>
  readonly all: () => Promise<readonly Movement[]>
  readonly close: () => Promise<void>
}

/** In a file, or without one in memory for as long as the process lives. */
export const openJournal = async (file: string | undefined): Promise<Journal> => {
  const lines = file === undefined ? memory() : onDisk(await opened(file))
  const byKey = new Map<string, Movement>()
  const statuses = new Map<string, Movement["status"]>()
  const take = (text: string): void => {
    const entry = entryOf(text)
    if (entry === undefined) return
    if ("settles" in entry) statuses.set(entry.settles, entry.status)
    else if (!byKey.has(entry.key)) byKey.set(entry.key, entry)
  }
  const current = (movement: Movement): Movement => ({
    ...movement,
    status: statuses.get(movement.refund) ?? movement.status,
  })
  const all = async (): Promise<readonly Movement[]> => {
    await lines.read(take)
    return [...byKey.values()].map(current)
  }
  const find = async (key: string): Promise<Movement | undefined> => (await all()).find((one) => one.key === key)
  const append = async (entry: Entry): Promise<void> => {
    await lines.append(JSON.stringify(entry))
    await lines.read(take)
  }
  return {
    all,
    find,
    move: async (movement) => {
      await lines.read(take)
      if (!byKey.has(movement.key)) await append(movement)
      return current(byKey.get(movement.key)!)
    },
    settle: async (refund, status) => {
      const isKnown = (await all()).some((one) => one.refund === refund)
      if (isKnown) await append({ settles: refund, status })
      return isKnown
    },
    close: lines.close,
  }
}

/** A line that a crash tore off was never answered for, and is no entry. */
const entryOf = (text: string): Entry | undefined => {
  try {
    return JSON.parse(text) as Entry
  } catch {
    return undefined
  }
}

interface Lines {
  readonly append: (line: string) => Promise<void>
  /** Every whole line since the last reading, oldest first. */
  readonly read: (take: (line: string) => void) => Promise<void>
  readonly close: () => Promise<void>
}

const memory = (): Lines => {
  const waiting: string[] = []
  return {
    append: async (line) => void waiting.push(line),
    read: async (take) => waiting.splice(0).forEach(take),
    close: async () => undefined,
  }
}

const onDisk = (file: FileHandle): Lines => {
  let from = 0
  let durable = 0
  let torn = ""
  let turn: Promise<unknown> = Promise.resolve()
  let shared: Promise<void> | undefined
  const waiting: string[] = []
  /** One after the other: two readings at once would take lines twice. */
  const inTurn = <A>(run: () => Promise<A>): Promise<A> => {
    const next = turn.then(run, run)
    turn = next
    return next
  }
  const sync = async (): Promise<number> => {
    const { size } = await file.stat()
    if (size > durable) await file.datasync()
    durable = size
    return size
  }
  /** All that wait are written at once, and on the disk together. */
  const flush = async (): Promise<void> => {
    shared = undefined
    const lines = waiting.splice(0)
    // Lines of their own even after one that a crash tore off.
    await file.write(`\n${lines.join("\n")}\n`)
    await sync()
  }
  const read = async (take: (line: string) => void): Promise<void> => {
    // What another process wrote may not be on the disk yet: nothing is told of it before it is.
    const size = await sync()
    if (size <= from) return
    const buffer = Buffer.alloc(size - from)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
    from += bytesRead
    const lines = (torn + buffer.toString("latin1", 0, bytesRead)).split("\n")
    torn = lines.pop()!
    for (const line of lines) if (line !== "") take(Buffer.from(line, "latin1").toString("utf8"))
  }
  return {
    append: (line) => {
      waiting.push(line)
      shared ??= inTurn(flush)
      return shared
    },
    read: (take) => inTurn(() => read(take)),
    close: () => inTurn(() => file.close()),
  }
}

/** The file, made with its folder where it is not there; that it is there survives a crash as what is in it does. */
const opened = async (path: string): Promise<FileHandle> => {
  makeFolder(dirname(path))
  const file = await open(path, "a+", 0o600)
  const folder = await open(dirname(path), "r")
  await folder.sync()
  await folder.close()
  return file
}
