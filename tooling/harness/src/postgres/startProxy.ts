/** Stands between a store and its server: cuts a connection before a message arrives, or after it and before its answer. */
import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"

/** What becomes of a message of the client's: it goes on, never arrives, or arrives and its answer is lost. */
export type Fate = "pass" | "lose" | "lose the answer"

export interface Proxy {
  /** The URL by which the server is reached through here. */
  readonly url: string
  /** Asked for every message; how manieth it is, and its bytes as text. */
  fate: (message: number, text: string) => Fate
  /** Nothing is handed on in either direction until told otherwise, as if the client's machine stood still. */
  stop: () => void
  goOn: () => void
  readonly close: () => Promise<void>
}

export const startProxy = async (server: string): Promise<Proxy> => {
  const target = new URL(server)
  const [host, port] = [target.hostname, Number(target.port)]
  const sockets = new Set<Socket>()
  let isStopped = false
  let held: (() => void)[] = []
  let messages = 0
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
    let isCut = false
    client.on("data", (bytes) => {
      if (isCut) return
      messages += 1
      const fate = proxy.fate(messages, bytes.toString("latin1"))
      isCut = fate !== "pass"
      if (isStopped) held.push(() => upstream.write(bytes))
      else if (fate !== "lose") upstream.write(bytes)
      if (isCut) client.destroy()
    })
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
