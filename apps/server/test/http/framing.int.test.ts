/** Bytes that other software on the way may read otherwise, said to the real server: each is answered once, in words of ours, or not taken. */
import { startServer, testRootKey } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { say, type Said } from "./saying.ts"

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => void (server = await startServer({ REFUND_RULES_LOG: "error" })))
afterAll(() => server[Symbol.asyncDispose]())

const key = `Authorization: Bearer ${testRootKey}`
const json = "Content-Type: application/json"
const request = (line: string, ...headers: readonly string[]): string =>
  [line, "Host: x", ...headers, "", ""].join("\r\n")
const get = request("GET /livez HTTP/1.1")
const quote = '{"paymentId":"absent"}'
const post = (headers: readonly string[], body: string): string =>
  request("POST /v1/quotes HTTP/1.1", key, json, ...headers) + body
const length = `Content-Length: ${quote.length}`
const chunked = "Transfer-Encoding: chunked"
const inChunks = `${quote.length.toString(16)}\r\n${quote}\r\n0\r\n\r\n`

/** What a client goes by: the status, and the code where it is refused. */
const shown = ({ headers, status, text }: Said): string => {
  if (status < 400) return `${status}`
  const body = JSON.parse(text)
  expect(headers.get("content-type")).toBe("application/problem+json")
  expect(body).toMatchObject({ status, type: `urn:refund-rules:problem:${body.code}`, title: expect.any(String) })
  expect([body.request_id, body.instance]).toEqual([headers.get("x-request-id"), `urn:request:${body.request_id}`])
  return `${status} ${body.code}`
}

/** An answer on a connection that stays. */
const once = { answers: 1, isClosed: false }

const portOf = (url: string): number => Number(new URL(url).port)

type Row = readonly [
  name: string,
  said: string | Buffer | readonly string[],
  answers: readonly string[],
  after: "open" | "closed",
]

const rows = (table: readonly Row[]): void =>
  it.each(table)("%s", async (_, said, answers, after) => {
    const parts = typeof said === "string" || Buffer.isBuffer(said) ? [said] : said
    const heard = await say(portOf(server.line.native), parts, {
      answers: answers.length,
      isClosed: after === "closed",
    })
    expect([heard.answers.map(shown), heard.isClosed ? "closed" : "open"]).toEqual([answers, after])
  })

const malformed = "400 malformed_request"
const absent = "404 not_found"

describe("a target", () => {
  rows([
    ["of CONNECT is connected to nothing", request("CONNECT example.com:443 HTTP/1.1"), [malformed], "closed"],
    ["of CONNECT in the form of a path, too", request("CONNECT /livez HTTP/1.1"), [malformed], "closed"],
    ["of TRACE shows nobody their headers", request("TRACE /livez HTTP/1.1", key), ["405 method_not_allowed"], "open"],
    ["of TRACE below /v1, too", request("TRACE /v1/refunds HTTP/1.1", key), ["405 method_not_allowed"], "open"],
    ["of a host alone", request("GET example.com:80 HTTP/1.1"), [malformed], "closed"],
    ["of everything", request("OPTIONS * HTTP/1.1"), [malformed], "closed"],
    ["that is empty", request("GET  HTTP/1.1"), [malformed], "closed"],
    ["with a space in it", request("GET /livez /v1/refunds HTTP/1.1"), [malformed], "closed"],
    ["with a tab in it", request("GET /li\tvez HTTP/1.1"), [malformed], "closed"],
    ["with a null byte", request("GET /li\0vez HTTP/1.1"), [malformed], "closed"],
    ["with a fragment", request("GET /livez#a HTTP/1.1"), [malformed], "closed"],
    ["with bytes beyond ASCII", request("GET /v1/payments/\xe9 HTTP/1.1", key), [malformed], "closed"],
    ["with escapes that are no UTF-8", request("GET /v1/payments/%C3%28 HTTP/1.1", key), [absent], "open"],
    ["that goes up", request("GET /v1/../livez HTTP/1.1"), [absent], "open"],
    ["with back slashes", request("GET \\v1\\refunds HTTP/1.1", key), [malformed], "closed"],
  ])
})

/** A request for a target that names a host, beside what `Host` says. */
const named = (target: string, host: string, ...headers: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, `Host: ${host}`, ...headers, "", ""].join("\r\n")

describe("a target with its host", () => {
  rows([
    ["is answered as its path is", named("http://x/livez", "x"), ["200"], "open"],
    ["below /v1, too", named("http://x/v1/refunds?limit=1", "x", key), ["200"], "open"],
    ["asks for a key as its path does", named("http://x/v1/refunds", "x"), ["401 unauthenticated"], "open"],
    ["and a port", named("http://x:4010/livez", "x:4010"), ["200"], "open"],
    ["as an address", named("http://127.0.0.1:4010/livez", "127.0.0.1:4010"), ["200"], "open"],
    ["as an address of the newer kind", named("http://[::1]:4010/livez", "[::1]:4010"), ["200"], "open"],
    ["in capital letters", named("HTTP://X.Example/livez", "x.example"), ["200"], "open"],
    ["in capital letters beyond the host", named("http://x/LIVEZ", "x"), [absent], "open"],
    ["that goes up", named("http://x/v1/../livez", "x"), [absent], "open"],
    ["and two slashes", named("http://x//livez", "x"), [absent], "open"],
    ["and nothing else is for the root", named("http://x", "x"), [absent], "open"],
    ["and a query alone is for the root", named("http://x?a=/livez", "x"), [absent], "open"],
    ["in HTTP/1.0, which may leave `Host` out", "GET http://x/livez HTTP/1.0\r\n\r\n", ["200"], "closed"],
    ["another than `Host`", named("http://x/livez", "y"), [malformed], "closed"],
    ["another than `Host` in its port", named("http://x:4011/livez", "x:4010"), [malformed], "closed"],
    ["with a port that `Host` leaves out", named("http://x:80/livez", "x"), [malformed], "closed"],
    ["without a port that `Host` has", named("http://x/livez", "x:80"), [malformed], "closed"],
    ["beside a `Host` that is empty", named("http://x/livez", ""), [malformed], "closed"],
    ["beside two, alike", named("http://x/livez", "x", "Host: x"), [malformed], "closed"],
    ["beside none", "GET http://x/livez HTTP/1.1\r\n\r\n", [malformed], "closed"],
    ["that is empty", named("http:///livez", ""), [malformed], "closed"],
    ["that is a port alone", named("http://:80/livez", ":80"), [malformed], "closed"],
    ["with a port that is none", named("http://x:a/livez", "x:a"), [malformed], "closed"],
    ["with a name before it", named("http://me@x/livez", "x"), [malformed], "closed"],
    ["with a name and a password before it", named("http://me:pw@x/livez", "me:pw@x"), [malformed], "closed"],
    ["with a fragment", named("http://x/livez#a", "x"), [malformed], "closed"],
    ["behind back slashes", named("http:\\\\x\\livez", "x"), [malformed], "closed"],
    ["behind one slash", named("http:/x/livez", "x"), [malformed], "closed"],
    ["over what this listener does not speak", named("https://x/livez", "x"), [malformed], "closed"],
    ["over what is not HTTP", named("ftp://x/livez", "x"), [malformed], "closed"],
    ["of OPTIONS, and nothing else", request("OPTIONS http://x HTTP/1.1"), [malformed], "closed"],
  ])

  it("is answered by a facade as its path is", async () => {
    const port = portOf(server.line.facades["stripe"]!)
    const { answers } = await say(port, [named("http://x/v1/refunds/re_absent", "x", key)], once)
    expect(answers.map(({ status, text }) => [status, JSON.parse(text).error.code])).toEqual([
      [404, "resource_missing"],
    ])
    const { answers: other } = await say(port, [named("http://y/v1/refunds/re_absent", "x", key)], once)
    expect(other.map(({ status, text }) => [status, JSON.parse(text).error.type])).toEqual([[400, expect.any(String)]])
  })
})

describe("a version", () => {
  rows([
    ["1.0 is answered, and its connection closed", "GET /livez HTTP/1.0\r\n\r\n", ["200"], "closed"],
    ["1.0 that wants to stay may", "GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", ["200"], "open"],
    ["0.9", "GET /livez\r\n\r\n", [malformed], "closed"],
    ["1.2", request("GET /livez HTTP/1.2"), [malformed], "closed"],
    ["2.0 as a line", request("GET /livez HTTP/2.0"), [malformed], "closed"],
    ["2 as its preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [malformed], "closed"],
    ["in small letters", request("GET /livez http/1.1"), [malformed], "closed"],
    ["of another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", [malformed], "closed"],
  ])
})

describe("a header", () => {
  rows([
    ["Host that is missing", "GET /livez HTTP/1.1\r\n\r\n", [malformed], "closed"],
    ["Host that stands twice", request("GET /livez HTTP/1.1", "host: y"), [malformed], "closed"],
    ["Host that is empty", "GET /livez HTTP/1.1\r\nHost:\r\n\r\n", ["200"], "open"],
    ["Host with a space in it", "GET /livez HTTP/1.1\r\nHost: x y\r\n\r\n", [malformed], "closed"],
    ["Host with a path", "GET /livez HTTP/1.1\r\nHost: x/livez\r\n\r\n", [malformed], "closed"],
    ["Host with a name before it", "GET /livez HTTP/1.1\r\nHost: me@x\r\n\r\n", [malformed], "closed"],
    ["Host that is a list", "GET /livez HTTP/1.1\r\nHost: x, y\r\n\r\n", [malformed], "closed"],
    ["folded over two lines", request("GET /livez HTTP/1.1", "X-A: a", " b"), [malformed], "closed"],
    ["folded by a tab", request("GET /livez HTTP/1.1", "X-A: a", "\tb"), [malformed], "closed"],
    ["with a space before its colon", request("GET /livez HTTP/1.1", "X-A : a"), [malformed], "closed"],
    ["without a colon", request("GET /livez HTTP/1.1", "X-A"), [malformed], "closed"],
    ["without a name", request("GET /livez HTTP/1.1", ": a"), [malformed], "closed"],
    ["with a null byte", request("GET /livez HTTP/1.1", "X-A: a\0b"), [malformed], "closed"],
    ["with a bare CR", request("GET /livez HTTP/1.1", "X-A: a\rX-B: b"), [malformed], "closed"],
    ["ended by a bare LF", "GET /livez HTTP/1.1\nHost: x\n\n", [malformed], "closed"],
    ["ended by a bare LF in part", "GET /livez HTTP/1.1\r\nHost: x\nX-A: a\r\n\r\n", [malformed], "closed"],
    ["Authorization twice", request("GET /v1/payments HTTP/1.1", key, key), ["400 invalid_header"], "open"],
    [
      "Authorization twice, the second behind three thousand others",
      request("GET /v1/payments HTTP/1.1", key, ...Array.from({ length: 3000 }, () => "a:"), key),
      ["400 invalid_header"],
      "open",
    ],
    [
      "Idempotency-Key beyond ASCII",
      post([length, "Idempotency-Key: k\xe9"], quote),
      ["400 idempotency_key_invalid"],
      "open",
    ],
    ["Expect of the usual kind", post([length, "Expect: 100-continue"], quote), ["100", absent], "open"],
    ["Expect of another kind", post([length, "Expect: a-miracle"], quote), [absent], "open"],
    [
      "Expect before what is too large",
      request("POST /v1/quotes HTTP/1.1", key, json, "Content-Length: 999999", "Expect: 100-continue"),
      ["100", "413 body_too_large"],
      "closed",
    ],
    // What is wrong behind it would never be told: Node's parser keeps that to itself from then on.
    [
      "Upgrade is not followed, and is the last of its connection",
      request("GET /livez HTTP/1.1", "Connection: Upgrade", "Upgrade: h2c"),
      ["200"],
      "closed",
    ],
    [
      "of 17,000 bytes",
      request("GET /livez HTTP/1.1", `X-A: ${"a".repeat(17_000)}`),
      ["431 headers_too_large"],
      "closed",
    ],
    [
      "of many, 20,000 bytes together",
      request("GET /livez HTTP/1.1", ...Array.from({ length: 3000 }, () => "X-Abc: ab")),
      ["431 headers_too_large"],
      "closed",
    ],
  ])
})

describe("a length", () => {
  rows([
    ["of what is there", post([length], quote), [absent], "open"],
    ["beside chunks", post([length, chunked], inChunks), [malformed], "closed"],
    ["beside chunks, the other way about", post([chunked, length], inChunks), [malformed], "closed"],
    ["that stands twice, alike", post([length, length], quote), [malformed], "closed"],
    ["that stands twice, not alike", post([length, "content-length: 3"], quote), [malformed], "closed"],
    ["that is a list", post([`${length}, ${quote.length}`], quote), [malformed], "closed"],
    ["with a sign", post([`Content-Length: +${quote.length}`], quote), [malformed], "closed"],
    ["below nothing", post(["Content-Length: -1"], quote), [malformed], "closed"],
    ["in hexadecimal", post(["Content-Length: 0x16"], quote), [malformed], "closed"],
    ["with a fraction", post(["Content-Length: 22.0"], quote), [malformed], "closed"],
    ["beyond every number", post(["Content-Length: 99999999999999999999999"], quote), [malformed], "closed"],
    ["that is empty", post(["Content-Length:"], quote), [malformed], "closed"],
    ["of a GET", request("GET /livez HTTP/1.1", "Content-Length: 5") + "GET /", ["200"], "open"],
    [
      "shorter than what follows",
      post(["Content-Length: 2"], `{}${"x".repeat(30)}\r\n\r\n`),
      ["422 invalid_field"],
      "closed",
    ],
  ])
})

describe("a coding", () => {
  rows([
    ["in chunks", post([chunked], inChunks), [absent], "open"],
    ["in chunks with an extension", post([chunked], `16;a="b"\r\n${quote}\r\n0\r\n\r\n`), [absent], "open"],
    ["in chunks with zeros before a size", post([chunked], `0000016\r\n${quote}\r\n000\r\n\r\n`), [absent], "open"],
    ["that is not known", post(["Transfer-Encoding: xchunked"], inChunks), [malformed], "closed"],
    ["that ends in another", post(["Transfer-Encoding: chunked, identity"], inChunks), [malformed], "closed"],
    ["before chunks", post(["Transfer-Encoding: gzip, chunked"], inChunks), [malformed], "closed"],
    ["twice", post([chunked, chunked], inChunks), [malformed], "closed"],
    ["with a space before its colon", post(["Transfer-Encoding : chunked"], inChunks), [malformed], "closed"],
    ["behind a tab", post(["Transfer-Encoding:\tchunked"], inChunks), [absent], "open"],
    [
      "of HTTP/1.0",
      `POST /v1/quotes HTTP/1.0\r\n${key}\r\n${json}\r\n${chunked}\r\n\r\n${inChunks}`,
      [malformed],
      "closed",
    ],
    ["whose size is in another form", post([chunked], `0x16\r\n${quote}\r\n0\r\n\r\n`), [malformed], "closed"],
    ["whose size has a sign", post([chunked], `+16\r\n${quote}\r\n0\r\n\r\n`), [malformed], "closed"],
    ["whose size is below nothing", post([chunked], `-16\r\n${quote}\r\n0\r\n\r\n`), [malformed], "closed"],
    ["whose size is beyond every number", post([chunked], `${"f".repeat(17)}\r\n${quote}`), [malformed], "closed"],
    ["whose size is missing", post([chunked], `\r\n${quote}\r\n0\r\n\r\n`), [malformed], "closed"],
    ["whose size is behind a space", post([chunked], ` 16\r\n${quote}\r\n0\r\n\r\n`), [malformed], "closed"],
    ["whose chunk is longer than its size", post([chunked], `2\r\n${quote}\r\n0\r\n\r\n`), [malformed], "closed"],
    ["whose lines end in a bare LF", post([chunked], `16\n${quote}\n0\n\n`), [malformed], "closed"],
    ["whose chunk ends in a bare LF", post([chunked], `16\r\n${quote}\n0\r\n\r\n`), [malformed], "closed"],
    ["whose trailer holds a key", post([chunked], `16\r\n${quote}\r\n0\r\nAuthorization: x\r\n\r\n`), [absent], "open"],
    [
      "whose trailer holds a length",
      post([chunked], `16\r\n${quote}\r\n0\r\nContent-Length: 5\r\n\r\n`),
      [malformed],
      "closed",
    ],
    ["whose extension never ends", post([chunked], `16;${"a".repeat(20_000)}`), [malformed], "closed"],
  ])
})

describe("several requests", () => {
  rows([
    [
      "in one go are answered in turn",
      get + get + request("GET /v1/payments HTTP/1.1"),
      ["200", "200", "401 unauthenticated"],
      "open",
    ],
    ["up to fifty at once are answered", get.repeat(50), Array.from({ length: 50 }, () => "200"), "open"],
    ["after an empty line", `\r\n${get}`, ["200"], "open"],
    ["cut anywhere", [get.slice(0, 7), get.slice(7, 20), get.slice(20)], ["200"], "open"],
    [
      "of which the first is refused with its body unread: the body is no request",
      request("POST /v1/quotes HTTP/1.1", json, `Content-Length: ${get.length}`) + get + get,
      ["401 unauthenticated", "200"],
      "open",
    ],
    [
      "of which the first is no request: nobody looks at the second",
      post([length, chunked], inChunks) + get,
      [malformed],
      "closed",
    ],
    [
      "of which the first wants to be the last",
      request("GET /livez HTTP/1.1", "Connection: close") + get,
      ["200"],
      "closed",
    ],
    [
      "of which the first has too large a body",
      post(["Content-Length: 300000"], "{}") + get,
      ["413 body_too_large"],
      "closed",
    ],
  ])
})

it("a hundred requests at once are more than anybody means: who asks so is cut off", async () => {
  const { answers, isClosed } = await say(portOf(server.line.native), [get.repeat(100)])
  expect([answers.length < 100, isClosed]).toEqual([true, true])
})
