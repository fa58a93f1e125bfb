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

/** Says the parts one after the other, and listens until the server closes, or has said nothing for a while. */
export const say = (port: number, parts: readonly (string | Buffer)[], quietMs = 400): Promise<Heard> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    const chunks: Buffer[] = []
    let timer: NodeJS.Timeout | undefined
    const settle = (isClosed: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ answers: answersIn(Buffer.concat(chunks)), isClosed })
    }
    const wait = (): void => {
      clearTimeout(timer)
      // A busy machine takes its time for the first answer; once it is there, the next ones follow at once.
      timer = setTimeout(() => settle(false), chunks.length === 0 ? 8000 : quietMs)
    }
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      wait()
    })
    socket.on("error", () => settle(true))
    socket.on("close", () => settle(true))
    socket.on("end", () => settle(true))
    socket.on("connect", () => {
      for (const part of parts) socket.write(typeof part === "string" ? Buffer.from(part, "latin1") : part)
      wait()
    })
  })

const answersIn = (bytes: Buffer): readonly Said[] => {
  const answers: Said[] = []
  for (let rest = bytes; rest.length > 0;) {
    const end = rest.indexOf("\r\n\r\n")
    if (end < 0) throw new Error(`what was answered is cut off: ${rest.toString("latin1").slice(0, 200)}`)
    const [start = "", ...lines] = rest.toString("latin1", 0, end).split("\r\n")
    const headers = new Map(
      lines.map((line) => [line.split(":", 1)[0]!.toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const),
    )
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(start)?.[1])
    const length = status === 100 ? 0 : Number(headers.get("content-length") ?? 0)
    answers.push({ status, headers, text: rest.toString("utf8", end + 4, end + 4 + length) })
    rest = rest.subarray(end + 4 + length)
  }
  return answers
}
