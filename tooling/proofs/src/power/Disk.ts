/** A disk that loses power: what was synced is there, of everything after it any part may be, in pieces of a sector. */
import type { Chance } from "../chance.ts"
import type { Call } from "./Call.ts"

const sector = 512

type Change = Extract<Call, { _tag: "Write" | "Append" | "Truncate" }>

interface File {
  durable: Buffer
  /** As the process sees it. */
  length: number
  readonly pending: { readonly at: number; readonly change: Change; readonly offset: number }[]
}

/** A disk under a process whose calls are played to it. */
export interface Disk {
  readonly play: (call: Call, at: number) => void
  /** The files as they may be found if the power went now; `keep` of a hundred sectors had reached the disk. */
  readonly afterPowerLoss: (chance: Chance, keep: number) => ReadonlyMap<string, Buffer>
}

/** An empty disk. Files that are made or removed are taken as made or removed at once. */
export const newDisk = (): Disk => {
  const files = new Map<string, File>()
  const fileAt = (path: string): File => {
    const file = files.get(path) ?? { durable: Buffer.alloc(0), length: 0, pending: [] }
    files.set(path, file)
    return file
  }
  return {
    play: (call, at) => {
      switch (call._tag) {
        case "Answer":
          return
        case "Remove":
          files.delete(call.path)
          return
        case "Sync":
          sync(fileAt(call.path), call.since)
          return
        case "Write":
        case "Append":
        case "Truncate":
          change(fileAt(call.path), call, at)
      }
    },
    afterPowerLoss: (chance, keep) =>
      new Map(
        [...files].map(([path, file]) => {
          const survived = file.pending.reduce(
            (bytes, { change: each, offset }) => partly(bytes, each, offset, () => chance.below(100) < keep),
            file.durable,
          )
          return [path, survived]
        }),
      ),
  }
}

const change = (file: File, call: Change, at: number): void => {
  const offset = call._tag === "Append" ? file.length : call._tag === "Write" ? call.offset : 0
  file.length = call._tag === "Truncate" ? call.length : Math.max(file.length, offset + call.bytes.length)
  file.pending.push({ at, change: call, offset })
}

const sync = (file: File, since: number): void => {
  while (file.pending[0] !== undefined && file.pending[0].at < since) {
    const { change: each, offset } = file.pending.shift()!
    file.durable = partly(file.durable, each, offset, () => true)
  }
}

const partly = (before: Buffer, each: Change, offset: number, survives: () => boolean): Buffer => {
  if (each._tag === "Truncate") return survives() ? resized(before, each.length) : before
  let bytes = before
  for (let at = 0; at < each.bytes.length;) {
    const end = Math.min(each.bytes.length, at + sector - ((offset + at) % sector))
    if (survives()) {
      if (bytes.length < offset + end) bytes = resized(bytes, offset + end)
      else if (bytes === before) bytes = Buffer.from(before)
      each.bytes.copy(bytes, offset + at, at, end)
    }
    at = end
  }
  return bytes
}

const resized = (bytes: Buffer, length: number): Buffer => {
  const larger = Buffer.alloc(length)
  bytes.copy(larger, 0, 0, Math.min(length, bytes.length))
  return larger
}
