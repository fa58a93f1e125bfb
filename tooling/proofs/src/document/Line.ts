/** One connection that says exactly the bytes it is given, and reads one answer after the other, by the letter of HTTP/1.1. */
import { connect, type Socket } from "node:net"

/** An answer as it came. */
export interface Heard {
  readonly status: number
  /** By lower-case name; what stands more than once stands here after a line break. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  readonly milliseconds: number
}

/** The connection ended, or stayed silent, before an answer was whole. */
export interface Unheard {
  readonly status: "none"
  readonly cause: string
  /** Whether something of the answer had come. */
  readonly isCut?: boolean
}

/** Says one request at a time. */
export interface Line {
  readonly ask: (bytes: Buffer, isHead: boolean) => Promise<Heard | Unheard>
  readonly close: () => void
}

interface Waiting {
  readonly isHead: boolean
  readonly since: number
  readonly resolve: (heard: Heard | Unheard) => void
  readonly timer: NodeJS.Timeout
}

/** Opens a connection when it is first needed, and again where the server closed it. */
export const openLine = (port: number, withinMs = 20_000): Line => {
  let socket: Socket | undefined
  let waiting: Waiting | undefined
  let pending: Buffer = Buffer.alloc(0)
  const hangUp = (): void => {
    const one = socket
    socket = undefined
    pending = Buffer.alloc(0)
    one?.destroy()
  }
  const settle = (heard: Heard | Unheard): void => {
    const one = waiting
    waiting = undefined
    clearTimeout(one?.timer)
    one?.resolve(heard)
  }
  const failed = (opened: Socket, cause: string): void => {
    if (opened !== socket) return
    settle({ status: "none", cause, isCut: pending.length > 0 })
    hangUp()
  }
  const take = (opened: Socket, chunk: Buffer): void => {
    if (waiting === undefined || opened !== socket) return
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    const answer = answerIn(pending, waiting)
    if (answer === undefined) return
    if ("status" in answer) return failed(opened, answer.cause)
    pending = pending.subarray(answer.length)
    if (answer.isLast || pending.length > 0) hangUp()
    settle(answer.heard)
  }
  const open = (): Socket => {
    const opened = connect({ host: "127.0.0.1", port, noDelay: true })
    opened.on("data", (chunk: Buffer) => take(opened, chunk))
    opened.on("error", (error: NodeJS.ErrnoException) => failed(opened, error.code ?? error.message))
    return opened.on("close", () => failed(opened, "closed"))
  }
  return {
    ask: (bytes, isHead) =>
      new Promise((resolve) => {
        socket ??= open()
        const asked = socket
        const timer = setTimeout(() => failed(asked, `silent for ${withinMs} ms`), withinMs)
        waiting = { isHead, since: performance.now(), resolve, timer }
        asked.write(bytes)
      }),
    close: hangUp,
  }
}

interface Whole {
  readonly heard: Heard
  readonly length: number
  readonly isLast: boolean
}

/** The answer these bytes begin with; undefined where more has to come. */
const answerIn = (bytes: Buffer, waiting: Waiting): Whole | Unheard | undefined => {
  const { isHead, since } = waiting
  const end = bytes.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const [start = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n")
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(start)?.[1])
  if (status === 100) {
    const rest = answerIn(bytes.subarray(end + 4), waiting)
    return rest === undefined || "status" in rest ? rest : { ...rest, length: rest.length + end + 4 }
  }
  if (Number.isNaN(status)) return { status: "none", cause: `no status line: ${start.slice(0, 80)}` }
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(":")
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}\n${value}`)
  }
  const length = isHead || status === 204 || status === 304 ? 0 : Number(headers.get("content-length") ?? Number.NaN)
  // A stream has no end: its head is the answer.
  const isStream = Number.isNaN(length)
  const total = end + 4 + (isStream ? 0 : length)
  if (bytes.length < total) return undefined
  const isLast = isStream || headers.get("connection")?.toLowerCase() === "close"
  const text = isStream ? "" : bytes.toString("utf8", end + 4, total)
  return { heard: { status, headers, text, milliseconds: performance.now() - since }, length: total, isLast }
}
