/** Answers what is not HTTP at all, or asks for another connection, with a problem document and closes: it never becomes a request. */
import { randomUUID } from "node:crypto"
import type { Server } from "node:http"
import type { Duplex } from "node:stream"
import { problemType } from "@refund-rules/http-api"
import type { FacadeReply } from "@refund-rules/provider-kit"

/** Makes a server answer unreadable requests in JSON instead of with an empty line; a facade in its provider's shape. */
export const answerMalformed = (server: Server, facade?: () => FacadeReply): void => {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    // A connection that broke, or that already carries part of an answer, cannot take another.
    if (error.code === "ECONNRESET" || !socket.writable || carriesAnswer(socket)) return void socket.destroy()
    answer(faultOf(error.code ?? ""), socket)
  })
  const answer = (fault: Malformed, socket: Duplex): void =>
    void socket.end(facade === undefined ? problemFor(fault) : written(fault, "application/json", facade()))
  // Nobody is connected through here to anywhere else; Node would only hang up.
  server.on("connect", (_, socket: Duplex) => answer(tunnel, socket))
  // What else is expected than to go on is nothing that could be promised, nor a reason to answer nothing.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response))
}

const carriesAnswer = (socket: Duplex): boolean =>
  "_httpMessage" in socket && (socket._httpMessage as { headersSent?: boolean } | null)?.headersSent === true

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

const problemFor = (fault: Malformed): string => {
  const { status, code, title, retryable } = fault
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
  return written(fault, "application/problem+json", { body, headers: { "x-request-id": id } })
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
