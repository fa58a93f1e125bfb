/** Says bytes on a connection of its own, whatever they are, and hears what is answered to its end. */
import { connect } from "node:net"

/** One answer: what a client goes by. */
export interface Said {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

export interface Heard {
  readonly answers: readonly Said[]
  /** Whether the server ended the connection. */
  readonly isClosed: boolean
}

/** What has to be heard before it is settled what the server did; a busy machine takes its time for both. */
export interface Awaited {
  readonly answers: number
  /** Whether the end is waited for as well. Where it is not, an end that comes at once is still heard. */
  readonly isClosed: boolean
}

const QUIET_MILLISECONDS = 400

/** Says the parts one after the other, and listens until what is awaited was heard, and for a while longer. */
export const say = (
  port: number,
  parts: readonly (string | Buffer)[],
  awaited: Awaited = { answers: 1, isClosed: true },
): Promise<Heard> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    const chunks: Buffer[] = []
    const timers: NodeJS.Timeout[] = []
    const settle = (isClosed: boolean): void => {
      timers.splice(0).forEach(clearTimeout)
      socket.destroy()
      resolve({ answers: answersIn(Buffer.concat(chunks)), isClosed })
    }
    timers.push(setTimeout(() => settle(false), 60_000))
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      const { answers } = awaited
      if (awaited.isClosed || countIn(Buffer.concat(chunks)) < answers) return
      timers.push(setTimeout(() => settle(false), QUIET_MILLISECONDS))
    })
    socket.on("error", () => settle(true))
    socket.on("close", () => settle(true))
    socket.on("end", () => settle(true))
    socket.on("connect", () => {
      for (const part of parts) socket.write(typeof part === "string" ? Buffer.from(part, "latin1") : part)
    })
  })

/** All that a connection is told until the server closes it, in whatever way that ends. */
export const heardToEnd = (url: string, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    let text = ""
    const socket = connect(Number(port), hostname).setEncoding("utf8")
    socket.on("data", (part) => (text += String(part)))
    // Hung up on while something is still being said: what was heard by then counts.
    socket.on("error", () => undefined).on("close", () => resolve(text))
    socket.write(bytes)
  })

/** How many answers have begun. */
const countIn = (bytes: Buffer): number => bytes.toString("latin1").split("HTTP/1.1 ").length - 1

/** Whole answers, and what is cut off at the end as one of status 0. */
const answersIn = (bytes: Buffer): readonly Said[] => {
  const answers: Said[] = []
  for (let rest = bytes; rest.length > 0;) {
    const end = rest.indexOf("\r\n\r\n")
    const cutOff = { status: 0, headers: new Map<string, string>(), text: rest.toString("latin1") }
    if (end < 0) return [...answers, cutOff]
    const [start = "", ...lines] = rest.toString("latin1", 0, end).split("\r\n")
    const headers = new Map(
      lines.map((line) => [line.split(":", 1)[0]!.toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const),
    )
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(start)?.[1])
    const length = status === 100 ? 0 : Number(headers.get("content-length") ?? 0)
    if (rest.length < end + 4 + length) return [...answers, cutOff]
    answers.push({ status, headers, text: rest.toString("utf8", end + 4, end + 4 + length) })
    rest = rest.subarray(end + 4 + length)
  }
  return answers
}
