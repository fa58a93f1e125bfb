/** Answers what is not HTTP at all, asks for another connection, or for a host twice, with a problem document and closes. */
import { randomUUID } from "node:crypto"
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { problemType } from "@refund-rules/http-api"
import type { FacadeReply } from "@refund-rules/provider-kit"
import { targetOf } from "./targetOf.ts"

/** Makes a server answer unreadable requests in JSON instead of with an empty line; a facade in its provider's shape. */
export const answerMalformed = (server: Server, facade?: () => FacadeReply): void => {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    // A connection that broke, or that already carries part of an answer, cannot take another.
    const owed = answerOn(socket)
    if (error.code === "ECONNRESET" || !socket.writable || owed?.headersSent === true) return void socket.destroy()
    // What came whole before is answered first: who is told of the second what is meant for the first is told wrong.
    if (owed?.req.complete === true) return void (owed.shouldKeepAlive = false)
    answer(faultOf(error.code ?? ""), socket)
  })
  const answer = (fault: Malformed, socket: Duplex): void =>
    void socket.end(
      facade === undefined
        ? written(fault, "application/problem+json", problemFor(fault))
        : written(fault, "application/json", facade()),
    )
  // Nobody is connected through here to anywhere else; Node would only hang up.
  server.on("connect", (_, socket: Duplex) => answer(tunnel, socket))
  // What else is expected than to go on is nothing that could be promised, nor a reason to answer nothing.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response))
}

/**
 * Answers by `answer` what is framed as the protocol asks, by its path alone where it named its host too; what names no
 * host, or two, may have been meant for somebody else.
 */
export const wellFramed =
  (answer: RequestListener, facade?: () => FacadeReply): RequestListener =>
  (request, response) => {
    // What was sent behind the request that was one too many is still handed on.
    if (request.socket.destroyed) return
    // After a request to go over to another protocol Node's parser keeps what is wrong with the next one to itself.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false
    const target = isWellFramed(request) ? targetOf(request) : undefined
    if (target !== undefined) {
      request.url = target
      return answer(request, response)
    }
    const reply = facade === undefined ? problemFor(unframed) : facade()
    const type = facade === undefined ? "application/problem+json" : "application/json"
    const text = JSON.stringify(reply.body)
    const headers = { "content-type": type, "content-length": Buffer.byteLength(text), connection: "close" }
    response.writeHead(unframed.status, { ...headers, ...reply.headers }).end(text)
  }

/** What a request says of how it is framed, as all who see it on its way have to read it. */
const isWellFramed = ({ headers, httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean => {
  if (httpVersionMajor !== 1) return false
  const coding = headers["transfer-encoding"]
  return coding === undefined || (coding.toLowerCase() === "chunked" && httpVersionMinor > 0)
}

/** The answer that this connection carries, or is waiting for. */
const answerOn = (socket: Duplex): ServerResponse | undefined =>
  "_httpMessage" in socket ? ((socket._httpMessage as ServerResponse | null) ?? undefined) : undefined

const faultOf = (code: string) => {
  if (code === "HPE_HEADER_OVERFLOW") {
    return { status: 431, code: "headers_too_large", title: "Request Header Fields Too Large", retryable: false }
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return { status: 408, code: "request_timeout", title: "Request Timeout", retryable: true }
  }
  return { status: 400, code: "malformed_request", title: "Bad Request", retryable: false }
}

type Malformed = ReturnType<typeof faultOf>

const tunnel: Malformed = { status: 400, code: "malformed_request", title: "Bad Request", retryable: false }

const unframed = tunnel

const problemFor = ({ code, retryable, status, title }: Malformed): Pick<FacadeReply, "body" | "headers"> => {
  const id = randomUUID()
  const body = {
    type: problemType(code),
    title,
    status,
    detail: "the bytes received are no complete HTTP request",
    instance: `urn:request:${id}`,
    code,
    request_id: id,
    retryable,
  }
  return { body, headers: { "x-request-id": id } }
}

const written = (
  { status, title }: Malformed,
  type: string,
  { body, headers }: Pick<FacadeReply, "body" | "headers">,
): string => {
  const text = JSON.stringify(body)
  return [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "Connection: close",
    "",
    text,
  ].join("\r\n")
}
