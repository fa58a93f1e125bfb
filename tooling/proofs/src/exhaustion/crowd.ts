/** Many connections at once, each doing the same ill-mannered thing until they are told to stop; a server may close any of them. */
import { connect, type Socket } from "node:net"

/** What a crowd did, and what was done to it. */
export interface Crowd {
  /** How many connections were ever opened. */
  readonly opened: number
  /** How many the server closed. */
  readonly closed: number
  /** How many answers began, by status. */
  readonly answers: ReadonlyMap<string, number>
  /** Waits until the server has closed all that are open, or so long. */
  readonly shut: (withinMs: number) => Promise<boolean>
  readonly leave: () => void
}

/** What one of them does with its connection. */
export interface Manners {
  /** Said at once. */
  readonly first: Buffer
  /** Said again and again after it, so often; nothing where it is undefined. */
  readonly again?: { readonly said: Buffer; readonly everyMs: number }
  /** Whether it reads what it is told. */
  readonly reads: boolean
  /** Whether it comes back as soon as it was closed, and asks again as soon as it was answered. */
  readonly isTireless?: boolean
}

/** Sends so many to a port. */
export const crowd = (port: number, size: number, manners: Manners): Crowd => {
  const open = new Set<Socket>()
  const answers = new Map<string, number>()
  let [opened, closed, isOver] = [0, 0, false]
  const join = (): void => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true })
    opened += 1
    open.add(socket)
    let repeating: NodeJS.Timeout | undefined
    socket.on("connect", () => {
      socket.write(manners.first)
      repeating = manners.again && setInterval(() => socket.write(manners.again!.said), manners.again.everyMs)
    })
    if (manners.reads)
      socket.on("data", (chunk: Buffer) => {
        for (const [, status] of chunk.toString("latin1").matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
          answers.set(status!, (answers.get(status!) ?? 0) + 1)
          if (manners.isTireless === true && !isOver && socket.writable) socket.write(manners.first)
        }
      })
    else socket.pause()
    // What it was still saying when it was closed: its own fault.
    socket.on("error", () => {})
    socket.on("close", () => {
      clearInterval(repeating)
      open.delete(socket)
      if (isOver) return
      closed += 1
      if (manners.isTireless === true) setTimeout(() => isOver || join(), 20)
    })
  }
  for (let at = 0; at < size; at++) join()
  return {
    get opened() {
      return opened
    },
    get closed() {
      return closed
    },
    answers,
    shut: (withinMs) => emptied(open, withinMs),
    leave: () => {
      isOver = true
      for (const socket of open) socket.destroy()
    },
  }
}

/** Who does not read does not hear the end either: it notices when it says something more. */
const emptied = async (open: ReadonlySet<Socket>, withinMs: number): Promise<boolean> => {
  const until = performance.now() + withinMs
  while (open.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 100))
  return open.size === 0
}
