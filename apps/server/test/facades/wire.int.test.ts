/** Bytes on the bare socket of every facade: whatever comes, the answer is the provider's own, and nothing is refunded by it. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { connect } from "node:net"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, it } from "vitest"
import { rootKey } from "../serving.ts"
import { everywhere, type Everywhere, namesAt } from "./everyFacade.ts"

let facing: Everywhere
beforeAll(async () => {
  facing = await everywhere()
})
afterAll(() => facing.close())

const wires = {
  stripe: { path: "/v1/refunds", body: (name: unknown) => `charge=${String(name)}`, name: "charge" },
  dodo: { path: "/refunds", body: (name: unknown) => JSON.stringify({ payment_id: name }), name: "paymentId" },
  wooshpay: {
    path: "/v1/refunds",
    body: (name: unknown) => JSON.stringify({ payment_intent: name }),
    name: "paymentIntent",
  },
  dollr: {
    path: "/v1/sessions/refund",
    body: (name: unknown) =>
      JSON.stringify({ original_payment_intent_id: name, amount: 1, expires_at: new Date(Date.now() + 3_600_000) }),
    name: "paymentIntentId",
  },
  loop: { path: "/v1/admin/refunds", body: (name: unknown) => JSON.stringify({ charge_id: name }), name: "chargeId" },
} as const
type Name = keyof typeof wires

/** Whether a body is an error as its provider writes one, with nothing beside. */
const isError = (provider: Name, body: any): boolean => {
  const keys = Object.keys(body ?? {})
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join()
  switch (provider) {
    case "stripe":
    case "wooshpay":
      return keys === "error" && String(body.error.type).endsWith("_error") && typeof body.error.message === "string"
    case "dodo":
      return keys === "code,message" && /^[A-Z_]+$/.test(body.code) && typeof body.message === "string"
    case "dollr":
      return (
        keys === "detail" &&
        (typeof body.detail === "string" || body.detail.every((each: any) => typeof each.msg === "string"))
      )
    case "loop":
      return keys === "error,message" && typeof body.error === "string" && typeof body.message === "string"
  }
}

interface Heard {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** Everything that comes back until the line is closed, or quiet: answers one after the other. */
const hear = (provider: Name, bytes: Buffer | string, answers = 1): Promise<readonly Heard[]> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(facing.facades[provider]!)
    let text = ""
    const line = connect(Number(port), hostname, () => line.write(bytes))
    let failed: Error | undefined
    line.setTimeout(60_000, () => line.destroy())
    line.on("data", (part) => {
      text += part.toString("latin1")
      // Nearly every answer is the last of its connection; after the others nothing comes.
      if (answersIn(text).length >= answers) line.setTimeout(1500)
    })
    // What came before the connection broke was answered all the same.
    line.on("error", (error) => (failed = error))
    line.on("close", () => (text === "" && failed !== undefined ? reject(failed) : resolve(answersIn(text))))
  })

const answersIn = (text: string): readonly Heard[] => {
  const found: Heard[] = []
  let rest = text
  while (rest.startsWith("HTTP/1.1 ")) {
    const end = rest.indexOf("\r\n\r\n")
    const head = rest.slice(0, end)
    const status = Number(head.slice(9, 12))
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? (status < 200 ? 0 : rest.length))
    const type = /content-type: ([^\r]+)/i.exec(head)?.[1] ?? ""
    if (status >= 200) found.push({ status, type, body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
  return found
}

const auth = (provider: Name): string =>
  provider === "wooshpay" ? `Authorization: Basic ${btoa(`${rootKey}:`)}` : `Authorization: Bearer ${rootKey}`

const typeOf = (provider: Name): string =>
  `Content-Type: ${provider === "stripe" ? "application/x-www-form-urlencoded" : "application/json"}`

const request = (line: string, headers: readonly string[], body: Buffer | string = ""): Buffer =>
  Buffer.concat([
    Buffer.from(`${line} HTTP/1.1\r\nHost: x\r\n${headers.join("\r\n")}\r\n\r\n`, "latin1"),
    Buffer.from(body),
  ])

const post = (provider: Name, body: Buffer | string, ...more: readonly string[]): Buffer =>
  request(
    `POST ${wires[provider].path}`,
    [auth(provider), typeOf(provider), `Content-Length: ${Buffer.byteLength(body)}`, "Connection: close", ...more],
    body,
  )

const asked = (provider: Name, number: number): string =>
  wires[provider].body(namesAt(provider, number)[wires[provider].name])

const get = (provider: Name, method: string, path: string): Buffer =>
  request(`${method} ${path}`, [auth(provider), "Connection: close"])

type Row = readonly [what: string, bytes: (provider: Name, number: number) => Buffer | string]

const rows: readonly Row[] = [
  ["no HTTP", () => "hello\r\n\r\n"],
  ["a method that is none", (provider) => get(provider, "BREW", wires[provider].path)],
  ["PUT", (provider) => get(provider, "PUT", wires[provider].path)],
  ["PATCH", (provider) => get(provider, "PATCH", wires[provider].path)],
  ["DELETE", (provider) => get(provider, "DELETE", wires[provider].path)],
  ["TRACE", (provider) => get(provider, "TRACE", wires[provider].path)],
  ["a path with a slash at its end", (provider) => get(provider, "GET", `${wires[provider].path}/`)],
  ["a path with two slashes", (provider) => get(provider, "GET", `/${wires[provider].path}/re_1`)],
  ["a path that goes up", (provider) => get(provider, "GET", `/x/..${wires[provider].path}/re_nobody/../..`)],
  ["a path in capitals", (provider) => get(provider, "GET", wires[provider].path.toUpperCase())],
  ["a path with backslashes", (provider) => get(provider, "GET", wires[provider].path.replaceAll("/", "\\"))],
  ["a path that cannot be decoded", (provider) => get(provider, "GET", `${wires[provider].path}/%zz`)],
  ["a path of a kilobyte", (provider) => get(provider, "GET", `${wires[provider].path}/${"x".repeat(1024)}`)],
  ["a path without end", (provider) => get(provider, "GET", `/${"x".repeat(100_000)}`)],
  ["headers without end", (provider) => post(provider, "", `X-Long: ${"x".repeat(100_000)}`)],
  ["two credentials", (provider, number) => post(provider, asked(provider, number), auth(provider))],
  [
    "two credentials of one kind",
    (provider, number) => post(provider, asked(provider, number), "authorization: Bearer nobody"),
  ],
  [
    "two keys",
    (provider, number) => post(provider, asked(provider, number), "Idempotency-Key: a", "Idempotency-Key: a"),
  ],
  [
    "a key that cannot be read",
    (provider, number) => post(provider, asked(provider, number), "Idempotency-Key: \u00e4"),
  ],
  [
    "a key of 256 characters",
    (provider, number) => post(provider, asked(provider, number), `Idempotency-Key: ${"k".repeat(256)}`),
  ],
  ["two lengths", (provider, number) => post(provider, asked(provider, number), "Content-Length: 3")],
  ["a length and chunks", (provider, number) => post(provider, asked(provider, number), "Transfer-Encoding: chunked")],
  [
    "chunks that are none",
    (provider) =>
      request(
        `POST ${wires[provider].path}`,
        [auth(provider), typeOf(provider), "Transfer-Encoding: chunked"],
        "zz\r\nx\r\n0\r\n\r\n",
      ),
  ],
  ["a bare line feed", (provider) => `POST ${wires[provider].path} HTTP/1.1\nHost: x\n\n`],
  ["a space before a colon", (provider, number) => post(provider, asked(provider, number), "X-A : b")],
  ["no body", (provider) => post(provider, "")],
  ["null", (provider) => post(provider, provider === "stripe" ? "charge" : "null")],
  ["a list", (provider) => post(provider, provider === "stripe" ? "charge[]=a" : "[]")],
  ["bytes that are no text", (provider) => post(provider, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
  ["text of 16 bits", (provider, number) => post(provider, Buffer.from(asked(provider, number), "utf16le"))],
  ["what is nested without end", (provider) => post(provider, `{"a":${"[".repeat(100_000)}`)],
  ["what is packed", (provider, number) => post(provider, gzipSync(asked(provider, number)), "Content-Encoding: gzip")],
  [
    "another type",
    (provider, number) =>
      request(
        `POST ${wires[provider].path}`,
        [
          auth(provider),
          "Content-Type: text/xml",
          `Content-Length: ${asked(provider, number).length}`,
          "Connection: close",
        ],
        asked(provider, number),
      ),
  ],
  ["too much", (provider) => post(provider, `{"a":"${"x".repeat(2_000_000)}"}`)],
  ["a name that is nobody's", (provider) => post(provider, wires[provider].body(provider === "dollr" ? 5 : "nobody"))],
  [
    "a name with a zero in it",
    (provider) => post(provider, wires[provider].body(provider === "dollr" ? -5 : "a%00\u0000b")),
  ],
  [
    "a name of half a letter",
    (provider) => post(provider, provider === "stripe" ? "charge=%ED%A0%80" : wires[provider].body("\ud800")),
  ],
]

describe.each(Object.keys(wires) as readonly Name[])("the facade of %s", (provider) => {
  it.each(rows)("answers %s with an error of its provider's, and refunds nothing", async (_, bytes) => {
    const number = await facing.pay(provider)
    const [answer, ...more] = await hear(provider, bytes(provider, number))
    ok(answer !== undefined, "nothing came back")
    deepStrictEqual(more, [])
    ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.body}`)
    strictEqual(answer.type.split(";")[0], "application/json")
    ok(isError(provider, JSON.parse(answer.body)), answer.body)
    const { json } = await facing.ask("GET", `/v1/payments/p_${number}`)
    deepStrictEqual([json.balance.remaining, json.balance.held], [10_000, 0])
  })

  it("takes what is written otherwise for what it says", async () => {
    const { path } = wires[provider]
    const body = (number: number) => asked(provider, number)
    const ways: readonly ((number: number) => Buffer)[] = [
      (number) => post(provider, body(number), "X-Of-A-Later-Version: 1"),
      (number) => post(provider, body(number)).toString("latin1").replace("Content-Type", "cOnTeNt-TyPe") as never,
      (number) =>
        post(provider, body(number))
          .toString("latin1")
          .replace(/(Content-Type: [^\r]+)/, "$1; charset=utf-8") as never,
      (number) =>
        post(provider, body(number)).toString("latin1").replace(` ${path} `, ` ${path}?of_a_later_version=1 `) as never,
      (number) => {
        const chunk = `${body(number).length.toString(16)}\r\n${body(number)}\r\n0\r\n\r\n`
        return request(
          `POST ${path}`,
          [auth(provider), typeOf(provider), "Transfer-Encoding: chunked", "Connection: close"],
          chunk,
        )
      },
      (number) => post(provider, body(number), "Expect: 100-continue"),
    ]
    for (const [index, way] of ways.entries()) {
      const number = await facing.pay(provider)
      const [answer] = await hear(provider, way(number))
      strictEqual(answer?.status, provider === "loop" ? 201 : 200, `${index}: ${answer?.body}`)
    }
  })

  it("answers two requests on one line in their order", async () => {
    const [one, two] = [await facing.pay(provider), await facing.pay(provider)]
    const first = post(provider, asked(provider, one)).toString("latin1").replace("Connection: close\r\n", "")
    const answers = await hear(provider, first + post(provider, asked(provider, two)).toString("latin1"), 2)
    strictEqual(answers.length, 2)
    const named = (number: number) => String(namesAt(provider, number)[wires[provider].name])
    ok(answers[0]!.body.includes(named(one)) && answers[1]!.body.includes(named(two)), JSON.stringify(answers))
  })
})
