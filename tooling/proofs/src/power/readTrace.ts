/** Reads what strace prints with `-f -y -xx`: calls that other threads interrupt are put together again. */
import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"
import type { Call } from "./Call.ts"

/** The options that make strace print what is read here. */
export const straceOptions: readonly string[] = [
  "-f",
  "--seccomp-bpf",
  "-y",
  "-xx",
  "-s",
  "70000",
  "-e",
  "trace=write,writev,pwrite64,pwritev,sendmsg,sendto,fsync,fdatasync,ftruncate,unlink,unlinkat",
]

/** All calls on files that `isOurs`, and all answers, in order. */
export const readTrace = async (file: string, isOurs: (path: string) => boolean): Promise<readonly Call[]> => {
  const calls: Call[] = []
  const begun = new Map<string, { readonly text: string; readonly since: number }>()
  const add = (text: string, since: number): void => {
    const call = callOf(text, since, isOurs)
    if (call !== undefined) calls.push(call)
  }
  for await (const line of createInterface({ input: createReadStream(file, "latin1"), crlfDelay: Infinity })) {
    const [, thread = "", text = ""] = /^(\d+) +(.*)$/.exec(line) ?? []
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)
    if (text.endsWith("<unfinished ...>")) {
      const start = text.slice(0, -"<unfinished ...>".length)
      // What was sent or written has left at the beginning; only a sync is done at its end.
      if (/^f(?:data)?sync\(/.test(start)) begun.set(thread, { text: start, since: calls.length })
      else add(`${start}) = 0`, calls.length)
    } else if (resumed !== null) {
      const start = begun.get(thread)
      begun.delete(thread)
      if (start !== undefined) add(start.text + (resumed[1] ?? ""), start.since)
    } else add(text, calls.length)
  }
  return calls
}

const callOf = (text: string, since: number, isOurs: (path: string) => boolean): Call | undefined => {
  const [, name, first = ""] = /^(\w+)\(([^,)]*)/.exec(text) ?? []
  const isFailed = / = -1 E/.test(text.slice(-120))
  if (name === undefined || isFailed) return undefined
  const path = pathOf(first.trim())
  if (path === undefined) return name.startsWith("unlink") ? removed(text, isOurs) : undefined
  if (path.startsWith("socket:") || path.startsWith("TCP")) {
    return name.startsWith("write") || name.startsWith("send")
      ? { _tag: "Answer", text: bytesIn(text).toString("latin1") }
      : undefined
  }
  if (!isOurs(path)) return undefined
  switch (name) {
    case "fsync":
    case "fdatasync":
      return { _tag: "Sync", path, since }
    case "ftruncate":
      return { _tag: "Truncate", path, length: Number(/, (\d+)/.exec(text)?.[1]) }
    case "pwrite64":
      return {
        _tag: "Write",
        path,
        offset: Number(/, (\d+)\) = /.exec(text)?.[1] ?? /, (\d+)\s*\) *= /.exec(text)?.[1]),
        bytes: bytesIn(text),
      }
    case "write":
      return { _tag: "Append", path, bytes: bytesIn(text) }
    default:
      throw new Error(`the trace has a call nobody reads here: ${text.slice(0, 200)}`)
  }
}

const removed = (text: string, isOurs: (path: string) => boolean): Call | undefined => {
  const path = bytesIn(text).toString("utf8")
  return isOurs(path) ? { _tag: "Remove", path } : undefined
}

// `21</folder/desk.db-wal>`; a path with bytes that are no letters is printed in hex there too.
const pathOf = (first: string): string | undefined => {
  const path = /^\d+<(.*)>$/.exec(first)?.[1]
  return path?.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

const bytesIn = (text: string): Buffer => {
  const parts = [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/g)]
  if (parts.some(([, , cut]) => cut !== undefined)) throw new Error("the trace has cut off what was written")
  return Buffer.from(parts.map(([, hex = ""]) => hex.replaceAll("\\x", "")).join(""), "hex")
}
