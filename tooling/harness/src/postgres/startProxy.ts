/** Stands between a client and its Postgres: cuts a connection before what was sent arrives, between two statements of it, or before its answer; and hears all. */
import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { readingBackend, type Word } from "./backend.ts"
import { type Parcel, readingFrontend } from "./frontend.ts"

/**
 * What becomes of what a client sent at once: it goes on, never arrives, arrives and its answer is lost, or the connection
 * is cut after so many of its statements were run.
 */
export type Fate = "pass" | "lose" | "lose the answer" | { readonly after: number }

export interface Proxy {
  /** The URL by which the server is reached through here. */
  readonly url: string
  /** Asked for everything that is sent; how manieth it is, and what is in it. */
  fate: (number: number, parcel: Parcel) => Fate
  /** Told all that the server says, also on a connection that is cut, where nobody else hears it any more. */
  heard: (word: Word, isCut: boolean) => void
  /** Nothing is handed on in either direction until told otherwise, as if the client's machine stood still. */
  readonly stop: () => void
  readonly goOn: () => void
  readonly close: () => Promise<void>
}

export const startProxy = async (server: string): Promise<Proxy> => {
  const target = new URL(server)
  const way: Way = { host: target.hostname, port: Number(target.port), sockets: new Set(), held: [], isStopped: false }
  let count = 0
  const listener = createServer((client) =>
    pair(way, client, {
      fateOf: (parcel) => proxy.fate((count += 1), parcel),
      hear: (word, isCut) => proxy.heard(word, isCut),
    }),
  )
  listener.listen(0, "127.0.0.1")
  await once(listener, "listening")
  target.port = String((listener.address() as AddressInfo).port)
  const proxy: Proxy = {
    url: target.href,
    fate: () => "pass",
    heard: () => undefined,
    stop: () => {
      way.isStopped = true
      for (const socket of way.sockets) socket.pause()
    },
    goOn: () => {
      way.isStopped = false
      for (const write of way.held.splice(0)) write()
      for (const socket of way.sockets) socket.resume()
    },
    close: async () => {
      for (const socket of way.sockets) socket.destroy()
      listener.close()
      await once(listener, "close")
    },
  }
  return proxy
}

/** All that is under way, and where to. */
interface Way {
  readonly host: string
  readonly port: number
  readonly sockets: Set<Socket>
  /** What waits to be handed on while it is stopped. */
  readonly held: (() => void)[]
  isStopped: boolean
}

/** Who decides over what is sent, and who is told what is said. */
interface Between {
  readonly fateOf: (parcel: Parcel) => Fate
  readonly hear: Proxy["heard"]
}

/** Gives a client a connection of its own to the server. */
const pair = (way: Way, client: Socket, { fateOf, hear }: Between): void => {
  const upstream = connect(way.port, way.host)
  for (const socket of [client, upstream]) {
    way.sockets.add(socket)
    socket.setNoDelay(true)
    socket.on("error", () => undefined)
    socket.on("close", () => {
      way.sockets.delete(socket)
      client.destroy()
      upstream.end()
    })
    if (way.isStopped) socket.pause()
  }
  const [read, readAnswer] = [readingFrontend(), readingBackend()]
  let isCut = false
  let [hasBegun, isAtWork] = [false, false]
  const hand = (bytes: Buffer): void => {
    if (way.isStopped) way.held.push(() => upstream.write(bytes))
    else upstream.write(bytes)
  }
  const pass = (parcel: Parcel): void => {
    if (isCut) return
    const fate = fateOf(parcel)
    isCut = fate !== "pass"
    isAtWork ||= parcel.statements.length > 0
    if (fate !== "lose") hand(typeof fate === "object" ? upTo(parcel, fate.after) : parcel.bytes)
    if (isCut) client.destroy()
  }
  client.on("data", (bytes) => read(bytes).forEach(pass))
  upstream.on("data", (bytes) => {
    if (!isCut) client.write(bytes)
    for (const word of readAnswer(bytes)) {
      if (word._tag === "Ready") [hasBegun, isAtWork] = [true, word.isInTransaction]
      hear(word, isCut)
    }
  })
  upstream.on("close", () => {
    if (hasBegun) hear({ _tag: "Ended", wasAtWork: isAtWork }, isCut)
  })
}

/** The beginning of what was sent, and the wish to be told at once how far it came. */
const upTo = ({ bytes, ends }: Parcel, statements: number): Buffer =>
  Buffer.concat([bytes.subarray(0, statements === 0 ? 0 : (ends[statements - 1] ?? bytes.length)), FLUSH])

const FLUSH = Buffer.from("H\0\0\0\x04", "latin1")
