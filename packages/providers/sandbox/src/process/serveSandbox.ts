/** A provider as its own process: the wires of the providers, a ledger to read, and a way to settle refunds later. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { parsed } from "@refund-rules/provider-kit"
import { type Call, type Kept, type Movement, openBook } from "./Book.ts"
import type { Notice, Peer, PeerCall, PeerReply, Surroundings } from "./Peer.ts"
import { peers } from "./peers.ts"
import { settle } from "./settle.ts"

/**
 * How a sandbox is started.
 *
 * @since 0.1.0
 */
export interface ServingSettings {
  /** 0 picks a free one. */
  readonly port: number
  /** Where the truth is kept. */
  readonly file: string
  /** Where webhooks go, the provider's name added: `http://127.0.0.1:4010/webhooks`. None are sent unless set. */
  readonly webhookUrl?: string
  readonly webhookSecret?: string
  /** How long what happens later takes; 300 ms unless set. */
  readonly laterMs?: number
}

/**
 * A running sandbox.
 *
 * @since 0.1.0
 */
export interface ServedSandbox {
  readonly url: string
  readonly close: () => Promise<void>
}

/**
 * Starts a sandbox; whatever its file already holds has happened.
 *
 * @example
 * ```ts
 * import { serveSandbox } from "@refund-rules/provider-sandbox"
 * import { mkdtempSync } from "node:fs"
 * import { tmpdir } from "node:os"
 * import { join } from "node:path"
 *
 * const file = join(mkdtempSync(join(tmpdir(), "sandbox-")), "sandbox.jsonl")
 * const sandbox = await serveSandbox({ port: 0, file })
 * const ledger = await (await fetch(`${sandbox.url}/ledger`)).json()
 * await sandbox.close()
 *
 * ledger // => { movements: [], calls: [] }
 * ```
 *
 * @since 0.1.0
 */
export const serveSandbox = async (settings: ServingSettings): Promise<ServedSandbox> => {
  const book = openBook(settings.file)
  const timers = new Set<NodeJS.Timeout>()
  const later = (work: () => void, delayMs = settings.laterMs ?? 300): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, delayMs)
    timers.add(timer)
  }
  const around: Surroundings = {
    book,
    now: () => new Date().toISOString(),
    later,
    changed: (refund, before) => notify(settings, refund, before, later),
  }
  const server = createServer((request, response) => {
    receive(request)
      .then((body) => dispatch(request, response, body, around))
      .catch((error: unknown) => {
        response.writeHead(500, { "content-type": "application/json" }).end(JSON.stringify({ error: String(error) }))
      })
  })
  // A call that hangs is there to be hung up on by the caller.
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(settings.port, "127.0.0.1", resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => close(server, timers, book.close),
  }
}

const close = (server: Server, timers: ReadonlySet<NodeJS.Timeout>, closeBook: () => void): Promise<void> => {
  for (const timer of timers) clearTimeout(timer)
  return new Promise((resolve) => {
    server.close(() => {
      closeBook()
      resolve()
    })
    server.closeAllConnections()
  })
}

const receive = async (request: IncomingMessage): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const part of request) parts.push(part as Uint8Array)
  return Buffer.concat(parts).toString("utf8")
}

const dispatch = (request: IncomingMessage, response: ServerResponse, body: string, around: Surroundings): void => {
  const { pathname, search, searchParams } = new URL(request.url ?? "/", "http://sandbox")
  const [, first = "", ...rest] = pathname.split("/")
  if (request.method === "GET" && pathname === "/ledger")
    return send(response, ledger(around, searchParams.get("payment")))
  if (request.method === "POST" && first === "control") return send(response, control(rest, body, around))
  const peer = peers.get(first)
  if (peer === undefined) return send(response, json(404, { error: "the sandbox serves nothing here" }))
  const asked = {
    method: request.method ?? "GET",
    path: pathname.slice(first.length + 1),
    query: search.slice(1),
    headers: request.headers,
    body,
  }
  const call = callOf(peer, asked, around)
  around.book.add({ call })
  send(response, peer.answer({ ...asked, call }, around))
}

const callOf = (peer: Peer, asked: Omit<PeerCall, "call">, { book, now }: Surroundings): Call => {
  const { key, payment } = peer.subject(asked, book)
  return {
    method: asked.method,
    path: asked.path,
    key: key ?? null,
    at: now(),
    ...(payment === undefined ? {} : { payment }),
  }
}

const json = (status: number, body: unknown): PeerReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
})

const send = (response: ServerResponse, reply: PeerReply): void => {
  if (reply !== "hang") response.writeHead(reply.status, reply.headers).end(reply.body)
}

const ledger = ({ book }: Surroundings, payment: string | null): PeerReply =>
  json(200, {
    movements: book.movements.filter((each) => (payment === null || each.payment === payment) && !isBack(book, each)),
    calls: book.calls
      .filter((each) => payment === null || each.payment === payment)
      .map(({ at, key, method, path }) => ({ method, path, key, at })),
  })

/** What came back did not move, in the end. */
const isBack = ({ refunds }: Surroundings["book"], { refund }: Movement): boolean =>
  ["failed", "canceled"].includes(refunds.get(refund)?.status ?? "")

const states = ["pending", "requires_action", "succeeded", "failed", "canceled"]

/** `POST /control/refunds/{id} { status, notify }`: as if the provider had changed its mind. */
const control = ([what, id = ""]: readonly string[], body: string, around: Surroundings): PeerReply => {
  if (what === "payments") return tell(body, around)
  const refund = around.book.refunds.get(id)
  if (what !== "refunds" || refund === undefined) return json(404, { error: `the sandbox has no refund \`${id}\`` })
  const { notify: wanted, status } = readControl(body)
  if (status === undefined || !states.includes(status))
    return json(400, { error: `status is one of ${states.join(", ")}` })
  const { behaviours: _, wire: __, ...settled } = settle(around, refund, status, wanted)
  return json(200, settled)
}

/** `POST /control/payments { provider, id, … }`: a payment to tell of, whoever asks after it. */
const tell = (body: string, { book }: Surroundings): PeerReply => {
  const { id, provider, ...wire } = (parsed(body) ?? {}) as Readonly<Record<string, unknown>>
  if (typeof id !== "string" || typeof provider !== "string" || !peers.has(provider))
    return json(400, { error: "a payment has a provider the sandbox speaks as, and an id there" })
  book.add({ payment: { provider, id, wire } })
  return json(200, { provider, id })
}

const readControl = (body: string): { readonly status?: string; readonly notify: boolean } => {
  try {
    const { notify, status } = JSON.parse(body) as { status?: unknown; notify?: unknown }
    return { notify: notify === true, ...(typeof status === "string" ? { status } : {}) }
  } catch {
    return { notify: false }
  }
}

/** Sends the notices of a change, in their order; late or twice where the refund's behaviour says so. */
const notify = (
  { laterMs = 300, webhookSecret, webhookUrl }: ServingSettings,
  refund: Kept,
  before: Kept | undefined,
  later: (work: () => void, delayMs: number) => void,
): void => {
  const peer = peers.get(refund.provider)
  if (webhookUrl === undefined || webhookSecret === undefined || peer === undefined) return
  const notices = peer.notices(refund, before, webhookSecret, new Date().toISOString())
  const times = refund.behaviours.includes("webhook_twice") ? 2 : 1
  const all = Array.from({ length: times }, () => notices).flat()
  const url = `${webhookUrl}/${refund.provider}`
  later(() => void deliver(url, all), refund.behaviours.includes("webhook_late") ? 5 * laterMs : 10)
}

const deliver = async (url: string, notices: readonly Notice[]): Promise<void> => {
  for (const { body, headers } of notices) {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual" }).catch(() => undefined)
      if (answer?.ok === true) break
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt))
    }
  }
}
