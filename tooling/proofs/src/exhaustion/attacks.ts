/** What a client can do to keep a server busy, or full, with what it is allowed to send: each by its name, ready to be started. */
import { type Crowd, crowd, type Manners } from "./crowd.ts"

/** Where an attack goes, and as whom. */
export interface Aim {
  readonly native: number
  readonly stripe: number
  readonly key: string
}

/** One attack; `isCutOff` where the server has to end all of its connections by itself. */
export interface Attack {
  readonly name: string
  readonly isCutOff: boolean
  /** What each of its answers may be. */
  readonly statuses: readonly string[]
  /** Its connections may be ended before they are answered. */
  readonly mayBeUnanswered?: boolean
  readonly start: (aim: Aim) => Crowd
}

type Posted = (aim: Aim) => { readonly path: string; readonly type: string; readonly body: string | Buffer }

const head = (line: string, ...headers: readonly string[]): string =>
  [`${line} HTTP/1.1`, "Host: 127.0.0.1", ...headers].join("\r\n")

const posted = ({ body, path, type }: ReturnType<Posted>, key: string): Buffer => {
  const bytes = Buffer.from(body as string)
  const lines = head(
    `POST ${path}`,
    `Authorization: Bearer ${key}`,
    `Content-Type: ${type}`,
    `Content-Length: ${bytes.length}`,
  )
  return Buffer.concat([Buffer.from(`${lines}\r\n\r\n`), bytes])
}

const one = Buffer.from("a")
const often = { said: one, everyMs: 150 }

const rude = (name: string, size: number, statuses: readonly string[], manners: (aim: Aim) => Manners): Attack => ({
  name,
  isCutOff: true,
  statuses,
  start: (aim) => crowd(aim.native, size, manners(aim)),
})

/** Well-formed bytes, as many and as dear as they may be, from clients that never tire. */
const busy = (
  name: string,
  size: number,
  statuses: readonly string[],
  of: Posted,
  at: "native" | "stripe" = "native",
): Attack => ({
  name,
  isCutOff: false,
  statuses,
  start: (aim) => crowd(aim[at], size, { first: posted(of(aim), aim.key), reads: true, isTireless: true }),
})

const inJson = (path: string, body: unknown): Posted => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return () => ({ path, type: "application/json", body: text })
}

/** A text as long as it may be, each of its characters sent for itself. */
const inPieces = (key: string): Buffer => {
  const lines = [`Authorization: Bearer ${key}`, "Content-Type: application/json", "Transfer-Encoding: chunked"]
  const text = '1\r\n"\r\n'
  return Buffer.from(
    `${head("POST /v1/quotes", ...lines)}\r\n\r\n${text}${"1\r\na\r\n".repeat(200_000)}${text}0\r\n\r\n`,
  )
}

const inForm =
  (body: string): Posted =>
  () => ({ path: "/v1/refunds", type: "application/x-www-form-urlencoded", body })

const many = <A>(count: number, made: (at: number) => A): readonly A[] =>
  Array.from({ length: count }, (_, at) => made(at))

const sandbox = { provider: "sandbox", references: {}, currency: "EUR" }
const wideLines = many(1900, (at) => ({
  id: `l${at}`,
  kind: "product",
  quantity: 3,
  net: 7,
  taxes: [{ id: "vat", amount: 2 }],
}))
const rules = many(200, (at) => ({
  id: `r${at}`,
  requires: { _tag: "AmountAtMost", limits: { EUR: at + 1 } },
  otherwise: "Review",
}))
const at = "2026-01-31T12:00:00Z"

const deciding = inJson("/v1/decisions", {
  payment: { ...sandbox, captured: 100_000_000, capturedAt: at },
  history: many(990, (index) => ({ _tag: "Request", refundId: `r${index}`, ask: { amount: 1 }, at })),
  ask: { amount: 5 },
  askedAt: at,
})

/** All of them. */
export const attacks: readonly Attack[] = [
  rude("heads that come byte by byte", 300, ["408"], () => ({
    first: Buffer.from(head("GET /livez", "X-A: a")),
    again: often,
    reads: true,
  })),
  rude("bodies that come byte by byte", 300, ["408"], ({ key }) => ({
    first: Buffer.from(
      `${head("POST /v1/quotes", `Authorization: Bearer ${key}`, "Content-Type: application/json", "Content-Length: 5000")}\r\n\r\n`,
    ),
    again: often,
    reads: true,
  })),
  rude("a thousand that say nothing", 1000, ["408"], () => ({ first: Buffer.alloc(0), reads: true })),
  rude("readers that never read", 200, [], () => ({
    first: Buffer.from(`${head("GET /openapi.json")}\r\n\r\n`.repeat(100)),
    again: { said: one, everyMs: 4000 },
    reads: false,
  })),
  {
    name: "two thousand requests in one breath, again and again",
    isCutOff: false,
    statuses: ["200"],
    mayBeUnanswered: true,
    start: ({ native }) => {
      const first = Buffer.from("GET /livez HTTP/1.1\r\nHost:a\r\n\r\n".repeat(2000))
      return crowd(native, 20, { first, reads: true, isTireless: true })
    },
  },
  busy("lists 100,000 deep", 6, ["400"], inJson("/v1/quotes", `${"[".repeat(100_000)}${"]".repeat(100_000)}`)),
  busy(
    "objects of 18,000 members",
    6,
    ["400"],
    inJson("/v1/quotes", Object.fromEntries(many(18_000, (index) => [`m${index}`, 0]))),
  ),
  busy("numbers of 250,000 digits", 6, ["422"], inJson("/v1/quotes", `{"amount":1.${"0".repeat(250_000)}1}`)),
  busy(
    "payments of 1,900 lines",
    4,
    ["200", "201", "422"],
    inJson("/v1/payments", { id: "wide", ...sandbox, captured: 17_100, lines: wideLines }),
  ),
  busy("decisions after 990 refunds", 2, ["200"], deciding),
  busy(
    "policies of 200 rules",
    2,
    ["200", "422"],
    inJson("/v1/policies/p/lint", { policy: { id: "p", bindAt: "request", rules, terms: {} } }),
  ),
  {
    name: "bodies in 200,000 pieces",
    isCutOff: false,
    statuses: ["413"],
    mayBeUnanswered: true,
    start: ({ key, native }) => crowd(native, 6, { first: inPieces(key), reads: true, isTireless: true }),
  },
  busy("forms of 50,000 keys", 6, ["400"], inForm(many(50_000, (index) => index.toString(36)).join("=&")), "stripe"),
  busy("forms 80,000 brackets deep", 6, ["400"], inForm(`a${"[a]".repeat(80_000)}=1`), "stripe"),
  {
    name: "200 connections that stay, with large headers",
    isCutOff: false,
    statuses: ["200"],
    start: ({ native }) => {
      const first = Buffer.from(`${head("GET /livez", `X-Large: ${"x".repeat(15_000)}`)}\r\n\r\n`)
      return crowd(native, 200, { first, reads: true, isTireless: true })
    },
  },
  {
    name: "headers that are too large, again and again",
    isCutOff: false,
    statuses: ["431"],
    start: ({ native }) => {
      const first = Buffer.from(`${head("GET /livez", `X-Large: ${"x".repeat(60_000)}`)}\r\n\r\n`)
      return crowd(native, 100, { first, reads: true, isTireless: true })
    },
  },
]
