/** Pier itself, as small as it can be and still true: a server over a real socket, with a ledger of what moved. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { ProviderBehaviour } from "@refund-rules/testing"
import type { RefundObject } from "../src/Wire.ts"

interface Asked {
  readonly key: string
  readonly payment: string
  readonly cents: number
}

export interface ServedPier {
  readonly url: string
  /** What it does with the next refunds; it behaves well after them. */
  readonly next: (...behaviours: readonly ProviderBehaviour[]) => void
  readonly moved: () => readonly RefundObject[]
  readonly close: () => void
}

export const servePier = async (currency: string): Promise<ServedPier> => {
  const refunds = new Map<string, RefundObject>()
  const plan: ProviderBehaviour[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const key = /^\/refunds\/(.+)$/.exec(request.url ?? "")?.[1]
      if (request.method === "POST") return refund(JSON.parse(body) as Asked, response)
      const found = refunds.get(decodeURIComponent(key ?? ""))
      return found === undefined ? say(response, 404, { problem: "no_such_refund" }) : say(response, 200, found)
    })
  })
  const refund = (asked: Asked, response: ServerResponse): void => {
    const behaviour = plan.shift() ?? "succeed"
    if (behaviour === "drop request") return
    if (behaviour === "unreachable") return say(response, 429, { problem: "slow_down" })
    if (behaviour === "refuse" && !refunds.has(asked.key)) return say(response, 422, { problem: "already_refunded" })
    const state = behaviour === "pending" ? "waiting" : "done"
    const made = refunds.get(asked.key) ?? { ...asked, id: `p_${asked.key}`, currency: currency.toLowerCase(), state }
    refunds.set(asked.key, made)
    if (behaviour === "drop response") return
    if (behaviour === "error after effect") return say(response, 500, { problem: "ours" })
    const cents = behaviour === "wrong amount" ? made.cents + 1 : made.cents
    say(response, 200, { ...made, cents, ...(behaviour === "wrong currency" ? { currency: "xts" } : {}) })
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (...behaviours) => void plan.push(...behaviours),
    moved: () => [...refunds.values()].filter(({ state }) => state === "done"),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = ""
  for await (const part of request) body += String(part)
  return body
}

const say = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
