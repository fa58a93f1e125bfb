/** A disk that loses power: what was synced is there, of everything after it any part may be, in pieces of a sector. */
import type { Chance } from "../chance.ts"
import type { Call } from "./Call.ts"

const sector = 512

type Change = Extract<Call, { _tag: "Write" | "Append" | "Truncate" }>

/** Bytes that grow in place: what is behind the length is never looked at. */
interface Image {
  bytes: Buffer
  length: number
}

interface File {
  readonly durable: Image
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
    const file = files.get(path) ?? { durable: { bytes: Buffer.alloc(0), length: 0 }, length: 0, pending: [] }
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
        [...files].map(([path, { durable, pending }]) => {
          const image = { bytes: Buffer.from(contentOf(durable)), length: durable.length }
          for (const each of pending) reach(image, each.change, each.offset, () => chance.below(100) < keep)
          return [path, contentOf(image)]
        }),
      ),
  }
}

const contentOf = ({ bytes, length }: Image): Buffer => bytes.subarray(0, length)

const change = (file: File, call: Change, at: number): void => {
  const offset = call._tag === "Append" ? file.length : call._tag === "Write" ? call.offset : 0
  file.length = call._tag === "Truncate" ? call.length : Math.max(file.length, offset + call.bytes.length)
  file.pending.push({ at, change: call, offset })
}

const sync = (file: File, since: number): void => {
  while (file.pending[0] !== undefined && file.pending[0].at < since) {
    const { change: each, offset } = file.pending.shift()!
    reach(file.durable, each, offset, () => true)
  }
}

/** Brings to the disk what survives of a change, sector by sector. */
const reach = (image: Image, each: Change, offset: number, survives: () => boolean): void => {
  if (each._tag === "Truncate") {
    if (survives()) resize(image, each.length)
    return
  }
  for (let at = 0; at < each.bytes.length;) {
    const end = Math.min(each.bytes.length, at + sector - ((offset + at) % sector))
    if (survives()) {
      if (image.length < offset + end) resize(image, offset + end)
      each.bytes.copy(image.bytes, offset + at, at, end)
    }
    at = end
  }
}

const resize = (image: Image, length: number): void => {
  if (length > image.bytes.length) {
    const larger = Buffer.alloc(Math.max(length, image.bytes.length * 2))
    contentOf(image).copy(larger)
    image.bytes = larger
  }
  // What a file is made longer by reads as zeros, also where it was longer once.
  if (length > image.length) image.bytes.fill(0, image.length, length)
  image.length = length
}
