/** Bodies as bytes, said to the real server: what other readers take for something else is refused, in time and with its place. */
import { startServer, testRootKey } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { say } from "./saying.ts"

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startServer({ REFUND_RULES_LOG: "error" })
  const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
  await heard("/v1/payments", JSON.stringify(payment))
})
afterAll(() => server[Symbol.asyncDispose]())

const heard = async (path: string, body: string | Buffer, url = server.line.native, type = "application/json") => {
  const bytes = Buffer.from(body as string)
  const lines = [
    `POST ${path} HTTP/1.1`,
    "Host: x",
    `Authorization: Bearer ${testRootKey}`,
    `Content-Type: ${type}`,
    `Content-Length: ${bytes.length}`,
    "Connection: close",
  ]
  const since = performance.now()
  const { answers } = await say(Number(new URL(url).port), [`${lines.join("\r\n")}\r\n\r\n`, bytes])
  const [answer] = answers
  return { answer: answer!, milliseconds: performance.now() - since }
}

const asked = async (body: string | Buffer): Promise<readonly unknown[]> => {
  const { answer, milliseconds } = await heard("/v1/quotes", body)
  expect(milliseconds).toBeLessThan(20_000)
  const { code, errors } = JSON.parse(answer.text) as { code?: string; errors?: readonly { pointer: string }[] }
  return [answer.status, ...(code === undefined ? [] : [code]), ...(errors === undefined ? [] : [errors[0]!.pointer])]
}

const zeros = "0".repeat(200_000)
const notKept = [422, "invalid_field", "/amount"]
const noJson = [400, "malformed_json", ""]

describe("an amount written as", () => {
  it.each<readonly [string, readonly unknown[]]>([
    ["100", [200]],
    ["1e2", [200]],
    ["1E+2", [200]],
    ["1.0", [200]],
    ["100.000", [200]],
    [`100.${zeros}`, [200]],
    ["-0", notKept],
    ["-0.0", notKept],
    ["-1", notKept],
    ["0.5", notKept],
    ["1e-2", notKept],
    ["1e21", notKept],
    ["1e400", notKept],
    ["9007199254740993", notKept],
    ["100.00000000000000000001", notKept],
    [`1${zeros}`, notKept],
    [`1.${zeros}1`, notKept],
    [`0.${zeros}1`, notKept],
    [`1e${zeros}1`, [200]],
    ['"100"', notKept],
    ["true", notKept],
    ["null", notKept],
    ["[100]", notKept],
    ['{"amount":100}', notKept],
    ["0x64", noJson],
    ["0100", noJson],
    ["+100", noJson],
    [".5", noJson],
    ["100.", noJson],
    ["1_00", noJson],
    ["1e", noJson],
    ["NaN", noJson],
    ["Infinity", noJson],
    ["１００", noJson],
    ["100n", noJson],
  ])("%.40s", async (number, expected) => {
    expect(await asked(`{"paymentId":"p1","amount":${number}}`)).toEqual(expected)
  })
})

const deep = (open: string, close: string, times: number): string => open.repeat(times) + "1" + close.repeat(times)

describe("a body", () => {
  it.each<readonly [string, string | Buffer, readonly unknown[]]>([
    ["with a member twice", '{"paymentId":"p1","amount":1,"amount":2}', [400, "malformed_json", "/amount"]],
    [
      "with a member twice, once escaped",
      '{"paymentId":"p1","\\u0061mount":1,"amount":2}',
      [400, "malformed_json", "/amount"],
    ],
    ["with a byte order mark", '\ufeff{"paymentId":"p1"}', noJson],
    ["in UTF-16", Buffer.from('{"paymentId":"p1"}', "utf16le"), noJson],
    ["with bytes that are no UTF-8", Buffer.from('{"paymentId":"p\xff1"}', "latin1"), noJson],
    [
      "with an overlong slash",
      Buffer.concat([Buffer.from('{"paymentId":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
      noJson,
    ],
    ["with half a pair", '{"paymentId":"\\ud83d"}', [400, "malformed_json", "/paymentId"]],
    ["with a null character", '{"paymentId":"p\\u00001"}', [400, "malformed_json", "/paymentId"]],
    ["with a raw line break", '{"paymentId":"p\n1"}', noJson],
    ["in single quotes", "{'paymentId':'p1'}", noJson],
    ["with a comment", '{"paymentId":"p1"/* */}', noJson],
    ["with a comma too many", '{"paymentId":"p1",}', noJson],
    ["of two", '{"paymentId":"p1"}{"paymentId":"p1"}', noJson],
    ["that is cut off", '{"paymentId":"p1"', noJson],
    ["of a prototype", '{"paymentId":"p1","__proto__":{"amount":1}}', [422, "invalid_field", "/__proto__"]],
    ["of a constructor", '{"paymentId":"p1","constructor":{"prototype":{}}}', [422, "invalid_field", "/constructor"]],
    ["that is a list", "[]", [422, "invalid_field", ""]],
    ["that is a word", "null", [422, "invalid_field", ""]],
    ["of lists, 100,000 deep", deep("[", "]", 100_000), [400, "malformed_json", expect.any(String)]],
    ["of objects, 30,000 deep", deep('{"a":', "}", 30_000), [400, "malformed_json", expect.any(String)]],
    ["of lists that are never closed", "[".repeat(250_000), [400, "malformed_json", expect.any(String)]],
    [
      "of 1,001 members",
      `{${Array.from({ length: 1001 }, (_, at) => `"m${at}":0`).join(",")}}`,
      [400, "malformed_json", "/m1000"],
    ],
    [
      "of 20,000 members",
      `{${Array.from({ length: 20_000 }, (_, at) => `"m${at}":0`).join(",")}}`,
      [400, "malformed_json", "/m1000"],
    ],
    ["of 120,000 numbers", `[${"1,".repeat(120_000)}1]`, [422, "invalid_field", ""]],
    ["of nothing but escapes", `"${"\\u0061".repeat(40_000)}"`, [422, "invalid_field", ""]],
    ["of white space", " ".repeat(250_000), noJson],
  ])("%s", async (_, body, expected) => {
    expect(await asked(body)).toEqual(expected)
  })
})

describe("a facade", () => {
  const form = "application/x-www-form-urlencoded"
  const keys = (name: (at: number) => string) => Array.from({ length: 50_000 }, (_, at) => `${name(at)}=`).join("&")
  it.each<readonly [string, string]>([
    ["50,000 keys", keys((at) => at.toString(36))],
    ["50,000 keys below one", keys(() => "a[]").slice(0, 250_000)],
    ["one key 50,000 times", keys(() => "a")],
    ["brackets 80,000 deep", `a${"[a]".repeat(80_000)}=1`],
    ["brackets that never close", `a${"[".repeat(250_000)}=1`],
    ["nothing but separators", "&".repeat(250_000)],
    ["nothing but escapes", `a=${"%41".repeat(80_000)}`],
    ["a prototype", "__proto__[amount]=1&constructor[prototype][amount]=1&charge=ch_1"],
    ["bytes that are no UTF-8", "charge=%ff%fe"],
  ])("of forms refuses %s at once, in its own shape", async (_, body) => {
    const stripe = await heard("/v1/refunds", body, server.line.facades["stripe"], form)
    expect(stripe.milliseconds).toBeLessThan(20_000)
    expect([400, 404, 413]).toContain(stripe.answer.status)
    expect(JSON.parse(stripe.answer.text)).toMatchObject({
      error: { type: expect.any(String), message: expect.any(String) },
    })
  })

  it.each<readonly [string, string, object]>([
    ["stripe", "GET /v1/refunds HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n", { error: { type: expect.any(String) } }],
    ["stripe", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", { error: { type: expect.any(String) } }],
    ["wooshpay", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", { error: expect.anything() }],
    ["dodo", "GET / HTTP/9.1\r\n\r\n", { code: expect.any(String), message: expect.any(String) }],
    ["dollr", "no request\r\n\r\n", { detail: expect.any(String) }],
    ["loop", "GET / HTTP/1.1\r\n\r\n", { error: expect.any(String), message: expect.any(String) }],
  ])("of %s says in its own shape that %j is no request, and closes", async (name, bytes, shape) => {
    const { answers, isClosed } = await say(Number(new URL(server.line.facades[name]!).port), [bytes])
    expect([answers.length, isClosed]).toEqual([1, true])
    expect(answers[0]!.status).toBeGreaterThanOrEqual(400)
    expect(answers[0]!.status).toBeLessThan(500)
    expect(JSON.parse(answers[0]!.text)).toMatchObject(shape)
  })
})
