/** Opens a listener whose handler is in place before it accepts, and closes it once its answers are out. */
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { Data, Effect } from "effect"
import type { Scope } from "effect"

// A thousand that come at once, such as after a balancer moved, are let wait: beyond it the system answers them with silence.
const backlog = 4096

/** The address could not be listened on; `message` says why and what to do next. */
export class CannotListen extends Data.TaggedError("CannotListen")<{
  readonly host: string
  readonly port: number
  readonly code: string
}> {
  override get message(): string {
    return `cannot listen on ${urlOf(this.host, this.port)}: ${nextStep(this)}`
  }
}

/** Listens, and gives the URL that was really bound. */
export const listen = (server: Server, host: string, port: number): Effect.Effect<string, CannotListen, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<string, CannotListen>((resume) => {
      const refuse = (error: NodeJS.ErrnoException) =>
        resume(Effect.fail(new CannotListen({ host, port, code: error.code ?? error.message })))
      server.once("error", refuse)
      server.listen({ host, port, backlog }, () => {
        server.off("error", refuse)
        resume(Effect.succeed(urlOf(host, (server.address() as AddressInfo).port)))
      })
    }),
    () => close(server),
  )

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    // Whoever waits for answers has waited before this scope closes: what is left is silent or half a request.
    server.closeAllConnections()
  })

const urlOf = (host: string, port: number): string => {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`
}

const nextStep = ({ host, port, code }: { host: string; port: number; code: string }): string => {
  switch (code) {
    case "EADDRINUSE":
      return `the port is in use. Stop the program that holds it, or set REFUND_RULES_PORT to another port (0 picks a free one)`
    case "EACCES":
      return `port ${port} needs privileges this process does not have. Set REFUND_RULES_PORT to 1024 or more`
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `\`${host}\` is no address of this machine. Set REFUND_RULES_HOST to one that is, such as 127.0.0.1`
    default:
      return `the system said ${code}. Set REFUND_RULES_HOST and REFUND_RULES_PORT to an address this process may use`
  }
}
