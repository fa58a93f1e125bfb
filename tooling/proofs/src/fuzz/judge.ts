/** Judges one answer: by the document, by what had to come of the request, and by what every answer of the server owes. */
import type { Heard, Unheard } from "../document/Line.ts"
import type { Question, Wanted } from "./Question.ts"

const id = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

// What bytes that are no request of the document may be answered, whatever they ask for.
const unrouted: ReadonlySet<number> = new Set([400, 404, 405, 408, 413, 414, 431])

// What a request that the document allows can never be answered: nothing about it is malformed.
const malformed: ReadonlySet<number> = new Set([400, 401, 405, 406, 413, 414, 415, 431])

/** Everything that is wrong with an answer. */
export const faultsOf = (question: Question, heard: Heard | Unheard, patienceMs: number): readonly string[] => {
  if (heard.status === "none") return [`no answer: ${heard.cause}`]
  const faults = [
    ...statusFaults(question, heard),
    ...wantedFaults(question.wanted, heard.status),
    ...headerFaults(heard),
    ...contentFaults(question, heard),
  ]
  return heard.milliseconds > patienceMs && !question.how.startsWith("wait")
    ? [...faults, `answered after ${Math.round(heard.milliseconds)} ms`]
    : faults
}

const statusFaults = ({ operation }: Question, { status }: Heard): readonly string[] => {
  if (status >= 500) return [`${status}: the server failed`]
  const isKnown = operation === undefined ? unrouted.has(status) : operation.answers.has(status)
  return isKnown ? [] : [`${status} is not documented`]
}

const wantedFaults = (wanted: Wanted, status: number): readonly string[] => {
  switch (wanted) {
    case "anything":
      return []
    case "well-formed":
      return malformed.has(status) ? [`${status} to what the document allows`] : []
    case "refused":
      return status >= 400 && status < 500 ? [] : [`${status} to what the document does not allow`]
    default:
      // A request may be too large in itself, whatever else is wrong with it.
      return status === wanted ? [] : [`${status} where ${wanted} was due`]
  }
}

/** What a status owes beside its body. */
const owed: Readonly<Record<number, readonly string[]>> = {
  401: ["www-authenticate"],
  405: ["allow"],
  413: ["connection"],
  414: ["connection"],
  429: ["retry-after"],
  431: ["connection"],
  503: ["retry-after"],
}

const headerFaults = ({ headers, status }: Heard): readonly string[] => [
  ...(id.test(headers.get("x-request-id") ?? "") ? [] : ["no request id"]),
  ...(owed[status] ?? []).filter((name) => !headers.has(name)).map((name) => `${status} without \`${name}\``),
  ...[...headers]
    .filter(([name, value]) => value.includes("\n") && name !== "set-cookie")
    .map(([name]) => `${name} twice`),
]

const contentFaults = ({ method, operation }: Question, { headers, status, text }: Heard): readonly string[] => {
  const type = headers.get("content-type")?.split(";", 1)[0]
  if (method === "HEAD") return text === "" ? [] : ["a body of HEAD"]
  const answers = operation?.answers.get(status)
  if (answers === null) return text === "" ? [] : ["content where none is documented"]
  if (status >= 400 && type !== "application/problem+json") return [`${status} of type ${type}`]
  if (type === "text/event-stream") return answers?.has(type) === false ? ["a stream is not documented"] : []
  const body = parsed(text)
  if (body === undefined) return [`not JSON: ${text.slice(0, 200)}`]
  const check = answers?.get(type ?? "")
  if (answers !== undefined && check === undefined) return [`content of type ${type} is not documented`]
  const unfit = check?.(body)
  return [
    ...(unfit === undefined ? [] : [`not as documented: ${unfit} in ${text.slice(0, 500)}`]),
    ...(status >= 400 ? problemFaults(body, status, headers.get("x-request-id")) : []),
  ]
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const problemFaults = (body: unknown, status: number, requestId: string | undefined): readonly string[] => {
  if (typeof body !== "object" || body === null) return ["a problem that is no object"]
  const said = body as Readonly<Record<string, unknown>>
  const must: readonly (readonly [string, boolean])[] = [
    ["type", said["type"] === `urn:refund-rules:problem:${String(said["code"])}`],
    ["title", typeof said["title"] === "string" && said["title"] !== ""],
    ["status", said["status"] === status],
    ["detail", typeof said["detail"] === "string" && said["detail"] !== "" && said["detail"].length < 500],
    ["instance", said["instance"] === `urn:request:${requestId}`],
    ["code", typeof said["code"] === "string" && /^[a-z][a-z_]*$/.test(said["code"])],
    ["request_id", said["request_id"] === requestId],
    ["retryable", typeof said["retryable"] === "boolean"],
    ["errors", said["errors"] === undefined || (Array.isArray(said["errors"]) && said["errors"].length <= 20)],
    ["no stack", !/node_modules|\.[cm]?[jt]s:\d/.test(JSON.stringify(said["detail"]))],
  ]
  return must.filter(([, holds]) => !holds).map(([name]) => `a problem whose \`${name}\` is not as it must be`)
}
