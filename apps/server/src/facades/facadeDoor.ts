/** A facade on Node's own server: reads the request within bounds, hands it over, writes what the facade says; always an answer. */
import { isUtf8 } from "node:buffer"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Facade, FacadeFailure, FacadeReply } from "@refund-rules/provider-kit"
import { type Context, Effect, Exit, LogLevel, References } from "effect"
import { isLate } from "../lifecycle/Traffic.ts"
import { finish } from "../http/lastAnswer.ts"
import { mayAnswer } from "../http/unread.ts"
import { doubledHeader } from "../v1/headers.ts"
import { readBody } from "../v1/readBody.ts"

/** Answers requests whose path begins with a prefix. */
export type FacadeDoor = (request: IncomingMessage, response: ServerResponse, prefix: string) => void

const longestUri = 8192

export const facadeDoorOf = Effect.fnUntraced(function* (facade: Facade, bodyLimit: number) {
  const context: Context.Context<never> = yield* Effect.context<never>()
  const run = Effect.runForkWith(context)
  const isTold = LogLevel.isLessThanOrEqualTo(yield* References.MinimumLogLevel, "Info")
  const door: FacadeDoor = (request, response, prefix) => {
    const started = performance.now()
    run(replyOf(facade, bodyLimit, request, prefix)).addObserver((exit) => {
      const reply = write(response, Exit.isSuccess(exit) ? exit.value : facade.fail("crashed"), facade)
      if (Exit.isFailure(exit)) run(Effect.logError("a facade failed on a request", exit.cause))
      if (!isTold) return
      const path = request.url?.split("?", 1)[0]?.slice(0, 200)
      const told = { facade: facade.provider, method: request.method, path, status: reply.status }
      const took = { request_id: reply.headers["request-id"], duration_ms: performance.now() - started }
      run(Effect.annotateLogs(Effect.logInfo("answered"), { ...told, ...took }))
    })
  }
  return door
})

const replyOf = (
  facade: Facade,
  bodyLimit: number,
  request: IncomingMessage,
  prefix: string,
): Effect.Effect<FacadeReply> => {
  const url = (request.url ?? "/").slice(prefix.length)
  if (url.length > longestUri) return Effect.succeed(facade.fail("body too large"))
  if (doubledHeader(request.rawHeaders) !== undefined) return Effect.succeed(facade.fail("header twice"))
  const cut = url.indexOf("?")
  const call = {
    method: request.method ?? "GET",
    path: cut < 0 ? url : url.slice(0, cut),
    query: cut < 0 ? "" : url.slice(cut + 1),
    headers: request.headers,
  }
  if (isLate(request)) return Effect.succeed(closing(facade.fail("stopping")))
  return readBody(request, bodyLimit).pipe(
    Effect.flatMap((body) =>
      isUtf8(body)
        ? facade.respond({ ...call, body: body.toString("utf8") })
        : Effect.succeed(facade.fail("body unreadable")),
    ),
    Effect.catch(({ status }) => Effect.succeed(closing(facade.fail(unreadOf(status))))),
  )
}

const unreadOf = (status: number): FacadeFailure => {
  if (status === 413) return "body too large"
  // Every provider's words for a server that stops say what is true of one that is full, too: send it again.
  return status === 503 ? "stopping" : "body unreadable"
}

const closing = (reply: FacadeReply): FacadeReply => ({ ...reply, headers: { ...reply.headers, connection: "close" } })

/** Gives what was answered. */
const write = (response: ServerResponse, reply: FacadeReply, facade: Facade): FacadeReply => {
  const { body, headers, status } = reply
  if (response.destroyed) return reply
  const text = JSON.stringify(body)
  const bytes = Buffer.byteLength(text)
  // Of what changed something no provider's words say that it did: that is answered whatever waits.
  if (response.req.method === "GET" && !mayAnswer(response, bytes)) {
    return write(response, facade.fail("stopping"), facade)
  }
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    ...headers,
  })
  finish(response, text, headers)
  return reply
}
