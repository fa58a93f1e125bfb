/** Spoils what is around a body: headers, paths, methods, queries; each with what has to come of it. */
import type { Chance } from "../chance.ts"
import type { Question, Wanted } from "./Question.ts"

type Header = readonly [string, string]
type Spoil = (question: Question, chance: Chance) => Partial<Question> | undefined

const without = (headers: readonly Header[], name: string): readonly Header[] =>
  headers.filter(([one]) => one.toLowerCase() !== name)

const adding =
  (wanted: Wanted, ...more: readonly Header[]): Spoil =>
  ({ headers }) => ({ headers: [...headers, ...more], wanted })

const replacing =
  (wanted: Wanted, name: string, value: string | undefined): Spoil =>
  ({ headers }) => ({
    headers: [...without(headers, name), ...(value === undefined ? [] : [[name, value] as const])],
    wanted,
  })

/** Only where there is a body of JSON. */
const withBody =
  (spoil: Spoil): Spoil =>
  (question, chance) =>
    question.operation?.body === undefined ? undefined : spoil(question, chance)

const headers: readonly (readonly [string, Spoil])[] = [
  ["text/plain", withBody(replacing(415, "content-type", "text/plain"))],
  ["a form", withBody(replacing(415, "content-type", "application/x-www-form-urlencoded"))],
  ["no content type", withBody(replacing(415, "content-type", undefined))],
  ["utf-16", withBody(replacing(415, "content-type", "application/json; charset=utf-16"))],
  ["gzip", withBody(adding(415, ["Content-Encoding", "gzip"]))],
  ["takes HTML", replacing(406, "accept", "text/html")],
  ["takes anything", replacing("anything", "accept", "text/html, */*;q=0.1")],
  ["two keys", adding(400, ["Authorization", "Bearer another_key_0123"], ["authorization", "Bearer another_key_0123"])],
  ["two idempotency keys", adding(400, ["Idempotency-Key", "a"], ["idempotency-key", "b"])],
  ["two content types", adding(400, ["Content-Type", "application/json"], ["content-type", "text/plain"])],
  ["key with a comma", replacing("refused", "idempotency-key", "a,b")],
  ["empty key", replacing("refused", "idempotency-key", '""')],
  ["long key", replacing("refused", "idempotency-key", "k".repeat(256))],
  ["key not in ASCII", replacing("refused", "idempotency-key", "k\xe9")],
  ["if-match", replacing("anything", "if-match", '"0000"')],
  ["wait for ever", replacing("anything", "prefer", "wait=999999999999")],
  ["wait for nothing", replacing("anything", "prefer", "wait=-1, respond-async")],
  ["cookies", adding("anything", ["Cookie", "session=1; admin=true"])],
  ["methods in headers", adding("anything", ["X-HTTP-Method-Override", "DELETE"], ["X-Original-URL", "/v1/keys"])],
  ["forwarded", adding("anything", ["X-Forwarded-For", "127.0.0.1"], ["Forwarded", "for=_hidden"], ["Origin", "null"])],
  ["a range", adding("anything", ["Range", "bytes=0-1"], ["If-None-Match", "*"])],
  ["expects to go on", adding("anything", ["Expect", "100-continue"])],
  ["expects much", adding("anything", ["Expect", "the-unexpected"])],
  ["a key where none may be", replacing("anything", "idempotency-key", "k")],
  ["upgrades", adding("anything", ["Connection", "Upgrade"], ["Upgrade", "h2c"])],
  ["many headers", adding("anything", ...Array.from({ length: 300 }, (_, at): Header => [`X-${at}`, "v"]))],
  ["large headers", adding(431, ["X-Large", "v".repeat(17_000)])],
  ["a length and chunks", adding(400, ["Transfer-Encoding", "chunked"], ["Content-Length", "3"])],
  ["two lengths", adding(400, ["Content-Length", "3"], ["content-length", "4"])],
  ["a length below nothing", adding(400, ["Content-Length", "-1"])],
  ["a null byte", adding(400, ["X-Null", "a\0b"])],
  ["a space in a name", adding(400, ["X Space", "a"])],
]

const noPath = { operation: undefined, wanted: "refused" as const }
const pathOf = (target: string): string => target.split("?", 1)[0]!
const stranger =
  (made: (target: string, chance: Chance) => string): Spoil =>
  ({ target }, chance) => {
    const other = made(target, chance)
    return other === target ? undefined : { ...noPath, target: other }
  }

const paths: readonly (readonly [string, Spoil])[] = [
  ["a slash behind", stranger((target) => `${pathOf(target)}/`)],
  ["two slashes", stranger((target) => `/${target}`)],
  ["two slashes within", stranger((target) => target.replace("/v1/", "/v1//"))],
  ["backslashes", stranger((target) => pathOf(target).replaceAll("/", "\\"))],
  ["dots", stranger((target) => target.replace("/v1/", "/v1/../v1/"))],
  ["encoded dots", stranger((target) => target.replace("/v1/", "/v1/%2e%2e/v1/"))],
  ["an encoded slash", stranger((target) => target.replace("/v1/", "/v1%2F"))],
  ["capitals", stranger((target) => target.replace("/v1/", "/V1/"))],
  ["another version", stranger((target) => target.replace("/v1/", "/v2/"))],
  ["a parameter of the path", stranger((target) => target.replace("/v1/", "/v1;a=b/"))],
  ["half an escape", stranger((target) => `${pathOf(target)}/%zz`)],
  ["an encoded nul", stranger((target) => `${pathOf(target)}%00`)],
  ["a long path", ({ operation }) => ({ operation, target: `/v1/payments?${"a".repeat(8200)}`, wanted: 414 })],
  ["another host", stranger((target) => `http://example.com${target}x`)],
  [
    "nothing of ours",
    stranger((_, chance) => chance.oneOf(["/", "/v1", "/v1/", "/admin", "/.env", "/v1/nothing", "*"])),
  ],
]

const methods = [
  "OPTIONS",
  "TRACE",
  "QUERY",
  "PROPFIND",
  "M-SEARCH",
  "LINK",
  "PURGE",
  "CONNECTED",
  "get",
  "DELETE",
  "PUT",
  "PATCH",
]

const otherMethod =
  (isDocumented: IsDocumented): Spoil =>
  ({ operation }, chance) => {
    const method = chance.oneOf(methods)
    return operation === undefined || isDocumented(method, operation.path) ? undefined : { ...noPath, method }
  }

const queries: readonly (readonly [string, (chance: Chance) => string])[] = [
  ["an unknown parameter", () => "surplus=1"],
  ["a parameter twice", () => "limit=1&limit=1"],
  ["no limit", () => "limit=0"],
  ["a large limit", () => "limit=99999999999999999999"],
  [
    "a bad cursor",
    (chance) => `cursor=${chance.oneOf(["x", "AAAA", "%00", "eyJhIjoxfQ", "%F0%9F%98%80", "x".repeat(300)])}`,
  ],
  ["bad escapes", () => "limit=%zz&%"],
  ["a prototype", () => "__proto__[a]=b&constructor=c"],
]

const badQuery: Spoil = ({ target }, chance) => {
  const [, made] = chance.oneOf(queries)
  return { target: `${pathOf(target)}?${made(chance)}`, wanted: "refused" }
}

type IsDocumented = (method: string, path: string) => boolean

/** A request with one thing around its body spoiled. */
export const enveloped = (question: Question, chance: Chance, isDocumented: IsDocumented): Question => {
  const single: readonly (readonly [string, Spoil])[] = [
    ["another method", otherMethod(isDocumented)],
    ["a bad query", badQuery],
  ]
  for (;;) {
    const [how, spoil] = chance.oneOf(chance.oneOf([headers, headers, headers, paths, single]))
    const change = spoil(question, chance)
    if (change === undefined) continue
    const changed = { ...question, ...change, how }
    // The probes ask for nothing and look at nothing.
    const isProbe = changed.operation?.isSecured === false
    return isProbe ? { ...changed, wanted: "anything" } : changed
  }
}
