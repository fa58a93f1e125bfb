/** The rules for headers that decide something: each at most once, each read strictly, none guessed at. */
import type { IncomingHttpHeaders } from "node:http"
import { problem, type Problem } from "./Problem.ts"

const single = ["authorization", "idempotency-key", "content-type"] as const

/** A header that may stand once and stands twice: other software on the way may have believed the other one. */
export const doubledHeader = (raw: readonly string[]): Problem | undefined => {
  let seen = 0
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]!
    // Three lengths tell nearly all other headers apart without lower-casing them.
    if (name.length !== 13 && name.length !== 15 && name.length !== 12) continue
    const bit = 1 << (single as readonly string[]).indexOf(name.toLowerCase())
    if (bit < 0) continue
    if ((seen & bit) !== 0) {
      return problem("invalid_header", `\`${name.toLowerCase()}\` stands more than once`)
    }
    seen |= bit
  }
  return undefined
}

/** The token of `Authorization: Bearer ...`; undefined where there is none. */
export const bearerOf = (headers: IncomingHttpHeaders): string | undefined =>
  /^Bearer +([\x21-\x7e]{8,255}) *$/i.exec(headers.authorization ?? "")?.[1]

/** The key a client repeats, without the pair of quotes of the structured form; a problem where it cannot be one. */
export const idempotencyKeyOf = (headers: IncomingHttpHeaders): string | Problem | undefined => {
  const header = headers["idempotency-key"]
  if (header === undefined) return undefined
  const given = String(header)
  const key = given.length > 1 && given.startsWith('"') && given.endsWith('"') ? given.slice(1, -1) : given
  return /^[\x21-\x2b\x2d-\x7e]{1,255}$/.test(key)
    ? key
    : problem("idempotency_key_invalid", "expected 1 to 255 visible characters without a comma")
}

/** Whether a body of this type and coding is read here: JSON in UTF-8, as it is. */
export const mediaFault = (method: string, headers: IncomingHttpHeaders): Problem | undefined => {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";")
  const isJson =
    type.trim() === "application/json" && parameters.every((one) => /^[ \t]*(charset="?utf-8"?)?[ \t]*$/.test(one))
  const coding = headers["content-encoding"]
  if (isJson && (coding === undefined || coding === "identity")) return undefined
  const accept = method === "PATCH" ? "accept-patch" : "accept-post"
  const detail = isJson ? "send the body without a content coding" : "send the body as `application/json` in UTF-8"
  return problem("unsupported_media_type", detail, {
    headers: method === "PUT" ? {} : { [accept]: "application/json" },
  })
}

/** Whether whoever asks takes JSON; a header that says nothing takes anything. */
export const takesJson = (accept: string | undefined): boolean => {
  if (accept === undefined || accept === "" || accept === "*/*" || accept === "application/json") return true
  return takesOneOf(accept, ["*/*", "application/*", "application/json", "application/problem+json"])
}

/** Whether whoever asks names server-sent events, and so wants them. */
export const wantsStream = (accept: string | undefined): boolean =>
  accept !== undefined && takesOneOf(accept, ["text/event-stream"])

const takesOneOf = (accept: string, types: readonly string[]): boolean =>
  accept.split(",").some((range) => {
    const [type = "", ...parameters] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    const isRefused = parameters.some((one) => /^q=0(\.0{0,3})?$/.test(one))
    return !isRefused && types.includes(type)
  })

/** The seconds of `Prefer: wait=N`, at most 10; 0 where it is not asked for or cannot be read. */
export const waitOf = (prefer: string | readonly string[] | undefined): number => {
  if (prefer === undefined) return 0
  const found = /(?:^|,) *wait *= *(\d{1,9}) *(?:[,;]|$)/i.exec(String(prefer))
  return found === null ? 0 : Math.min(10, Number(found[1]))
}
