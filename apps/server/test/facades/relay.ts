/** A place that is there before whoever is meant by it: what is said to it is handed on to a port that is named later. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net"

export interface Relay {
  readonly port: number
  /** From now on what comes is handed on to this port. */
  readonly to: (port: number) => void
  readonly close: () => void
}

export const relay = async (): Promise<Relay> => {
  let target: number | undefined
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    if (target === undefined) return void client.destroy()
    const behind = connect(target, "127.0.0.1")
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(one)
      one.on("error", () => other.destroy()).on("close", () => other.destroy() && sockets.delete(one))
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as AddressInfo).port,
    to: (port) => void (target = port),
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
