/** Node's own server, bounded in time, in headers and in connections, whose every answer is one of ours: also to what is no request. */
import { createServer, type RequestListener, type Server } from "node:http"
import type { FacadeReply } from "@refund-rules/provider-kit"
import { answerMalformed, wellFramed } from "./answerMalformed.ts"
import { oneByOne } from "./oneByOne.ts"
import { comesIn, hasTime, later } from "./turns.ts"

// A slow or endless sender is cut off: head and body have their time, and are looked at every second.
const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1000,
  // Longer than balancers keep theirs, commonly a minute: whoever closes first should be the one who asks.
  keepAliveTimeout: 65_000,
  // Without it Node answers by itself, and with an empty body.
  requireHostHeader: false,
}

// Longer than any answer may be waited for; nothing moves for so long only where nobody reads.
const silence = 30_000

/** A server that answers requests by `answer`, and all else as a problem document, or as the facade says. */
export const newServer = (connections: number, answer: RequestListener, facade?: () => FacadeReply): Server => {
  const framed = wellFramed(answer, facade)
  const inTurn: RequestListener = (request, response) =>
    hasTime() ? framed(request, response) : later(() => framed(request, response))
  const server = createServer(limits, oneByOne(inTurn))
  server.on("connection", comesIn)
  server.timeout = silence
  server.maxConnections = connections
  // Their size is bounded; what is beyond a number would be left out without a word.
  server.maxHeadersCount = 0
  answerMalformed(server, facade)
  return server
}
