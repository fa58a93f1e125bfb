/** Stands between a client and its Postgres: cuts a connection before what was sent arrives, between two statements of it, or before its answer. */
import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
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
  /** Nothing is handed on in either direction until told otherwise, as if the client's machine stood still. */
  readonly stop: () => void
  readonly goOn: () => void
  readonly close: () => Promise<void>
}

export const startProxy = async (server: string): Promise<Proxy> => {
  const target = new URL(server)
  const [host, port] = [target.hostname, Number(target.port)]
  const sockets = new Set<Socket>()
  let isStopped = false
  let held: (() => void)[] = []
  let count = 0
  const listener = createServer((client) => {
    const upstream = connect(port, host)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on("error", () => undefined)
      socket.on("close", () => {
        sockets.delete(socket)
        client.destroy()
        upstream.end()
      })
      if (isStopped) socket.pause()
    }
    const read = readingFrontend()
    let isCut = false
    const hand = (bytes: Buffer): void => {
      if (isStopped) held.push(() => upstream.write(bytes))
      else upstream.write(bytes)
    }
    const pass = (parcel: Parcel): void => {
      if (isCut) return
      count += 1
      const fate = proxy.fate(count, parcel)
      isCut = fate !== "pass"
      if (fate !== "lose") hand(typeof fate === "object" ? upTo(parcel, fate.after) : parcel.bytes)
      if (isCut) client.destroy()
    }
    client.on("data", (bytes) => read(bytes).forEach(pass))
    upstream.on("data", (bytes) => {
      if (!isCut) client.write(bytes)
    })
  }).listen(0, "127.0.0.1")
  await once(listener, "listening")
  target.port = String((listener.address() as AddressInfo).port)
  const proxy: Proxy = {
    url: target.href,
    fate: () => "pass",
    stop: () => {
      isStopped = true
      for (const socket of sockets) socket.pause()
    },
    goOn: () => {
      isStopped = false
      for (const write of held) write()
      held = []
      for (const socket of sockets) socket.resume()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, "close")
    },
  }
  return proxy
}

const upTo = ({ bytes, ends }: Parcel, statements: number): Buffer =>
  bytes.subarray(0, statements === 0 ? 0 : (ends[statements - 1] ?? bytes.length))
