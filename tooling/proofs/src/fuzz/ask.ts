/** Makes the next request: of any operation, mostly as the document allows, else spoiled in one way, with what must come of it. */
import type { Chance } from "../chance.ts"
import type { Document, Operation, Parameter } from "../document/Document.ts"
import { kindNamed, kindOf, type Known } from "../document/Known.ts"
import { type Making, valueOf } from "../document/values.ts"
import { enveloped } from "./envelopes.ts"
import type { Question } from "./Question.ts"
import { spoiled, spoiledText } from "./spoil.ts"

/** Keys to ask with: one that may everything, and one for each scope alone. */
export interface Keys {
  readonly all: string
  readonly scoped: ReadonlyMap<string, string>
}

/** What questions are made of. */
export interface Asking {
  readonly chance: Chance
  readonly document: Document
  readonly keys: Keys
  readonly known: Known
  /** Bodies that were accepted, by operation. */
  readonly accepted: Map<string, unknown[]>
  /** Which operations a key of one scope was let in to, as first seen. */
  readonly admitted: Map<string, boolean>
}

/** A request, and the body it was made from. */
export interface Made {
  readonly question: Question
  readonly value: unknown
  /** Set where a key of one scope asks: `scope operation`. */
  readonly door?: string
  /** The parameters that were given, where nothing about the request is spoiled. */
  readonly parameters?: readonly string[]
}

/** Makes one. */
export const ask = (asking: Asking): Made => {
  const { chance, document } = asking
  const operation = chance.oneOf(document.operations)
  const made = valid(asking, operation)
  const turn = chance.below(100)
  if (turn < 42) return made
  if (turn < 68) return withSpoiledBody(asking, made)
  if (turn < 75) return withSpoiledText(asking, made)
  if (turn < 78) return { ...made, question: { ...made.question, ...head(operation) } }
  if (turn < 90) return { value: made.value, question: enveloped(made.question, chance, isDocumented(document)) }
  return operation.isSecured ? withOtherKey(asking, made) : made
}

const isDocumented =
  ({ operations }: Document) =>
  (method: string, path: string): boolean =>
    operations.some((one) => one.path === path && one.method === method)

const head = ({ method }: Operation): Partial<Question> =>
  method === "GET" ? { method: "HEAD", how: "as HEAD", wanted: "well-formed" } : {}

let counter = 0

/** A request as the document allows it. */
export const valid = (asking: Asking, operation: Operation): Made => {
  const { chance, document, keys, known } = asking
  const making: Making = { chance, known, schemaAt: document.schemaAt }
  const headers: (readonly [string, string])[] = operation.isSecured ? [["Authorization", `Bearer ${keys.all}`]] : []
  const query: string[] = []
  const ids = new Map<string, string>()
  const parameters: string[] = []
  let target = operation.path
  for (const parameter of operation.parameters) {
    if (parameter.in === "path") {
      parameters.push(parameter.name)
      const id = idFor(asking, making, operation, parameter)
      ids.set(parameter.name, id)
      target = target.replace(`{${parameter.name}}`, encodeURIComponent(id))
    } else if (parameter.required || chance.below(4) === 0) {
      parameters.push(parameter.name)
      const text = textFor(asking, making, operation, parameter)
      if (parameter.in === "header") headers.push([parameter.name, text])
      else query.push(`${parameter.name}=${encodeURIComponent(text)}`)
    }
  }
  const value = operation.body === undefined ? undefined : named(bodyFor(asking, making, operation), ids)
  if (value !== undefined) headers.push(["Content-Type", "application/json"])
  const question: Question = {
    operation,
    method: operation.method,
    target: query.length === 0 ? target : `${target}?${query.join("&")}`,
    headers,
    body: value === undefined ? undefined : Buffer.from(JSON.stringify(value)),
    wanted: "well-formed",
    how: "as documented",
  }
  return { question, value, parameters }
}

/** A body that names what its path names mostly names the same. */
const named = (body: unknown, ids: ReadonlyMap<string, string>): unknown => {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body
  const same = [...ids].filter(([name]) => name in body)
  return same.length === 0 ? body : { ...body, ...Object.fromEntries(same) }
}

const idFor = (
  { chance, known }: Asking,
  making: Making,
  operation: Operation,
  { name, schema }: Parameter,
): string => {
  const kind = kindNamed(name) ?? kindOf(operation.path)
  const id = chance.below(6) === 0 ? undefined : known.pick(kind, chance)
  const text = id ?? String(valueOf(making, schema, name))
  // A client resolves `.` and `..` by itself, and then asks for another path.
  return text === "." || text === ".." ? "dots" : text
}

const textFor = ({ chance, known }: Asking, making: Making, operation: Operation, parameter: Parameter): string => {
  if (parameter.name === "idempotency-key") return `k-${chance.seed}-${chance.below(50) === 0 ? counter : ++counter}`
  if (parameter.name === "cursor") return known.pick(`cursor ${operation.path}`, chance) ?? ""
  const text = String(valueOf(making, parameter.schema, parameter.name))
  // What no header can carry is no value of one.
  return parameter.in === "header" ? text.replaceAll(/[^\x20-\x7e]/g, "?").trim() : text
}

const bodyFor = ({ accepted, chance }: Asking, making: Making, operation: Operation): unknown => {
  const before = accepted.get(operation.name) ?? []
  if (before.length > 0 && chance.below(3) === 0) return chance.oneOf(before)
  return valueOf(making, operation.body!.schema)
}

const withSpoiledBody = ({ chance }: Asking, { question, value }: Made): Made => {
  const { operation } = question
  if (operation === undefined) return { question, value }
  if (operation.body === undefined) {
    const wanted = operation.isSecured ? "refused" : "anything"
    return { question: { ...question, body: Buffer.from('{"surplus":1}'), wanted, how: "a body too many" }, value }
  }
  const changed = spoiled(value, chance)
  const text = JSON.stringify(changed)
  const unfit = operation.body.check(JSON.parse(text))
  const how = unfit === undefined ? "changed" : `spoiled: ${unfit.slice(0, 100)}`
  return {
    question: { ...question, body: Buffer.from(text), wanted: unfit === undefined ? "anything" : "refused", how },
    value: changed,
  }
}

const withSpoiledText = ({ chance }: Asking, { question, value }: Made): Made => {
  if (question.body === undefined) return { question, value }
  const [how, body] = spoiledText(question.body.toString("utf8"), chance)
  return { question: { ...question, body, wanted: "refused", how }, value: undefined }
}

const withOtherKey = ({ admitted, chance, keys }: Asking, { question, value }: Made): Made => {
  const others = question.headers.filter(([name]) => name !== "Authorization")
  const as = (how: string, wanted: Question["wanted"], ...given: readonly string[]): Question => ({
    ...question,
    headers: [...given.map((one) => ["Authorization", one] as const), ...others],
    wanted,
    how,
  })
  const turn = chance.below(6)
  if (turn === 0) return { question: as("no key", 401), value }
  if (turn === 1) return { question: as("a wrong key", 401, "Bearer rr_test_wrong_0123456789"), value }
  if (turn === 2) return { question: as("a key in another form", 401, `Basic ${btoa(`${keys.all}:`)}`), value }
  const [scope, key] = chance.oneOf([...keys.scoped])
  const door = `${scope} ${question.operation?.name}`
  const wanted = admitted.get(door) === false ? 403 : "anything"
  return { question: as(`only \`${scope}\``, wanted, `Bearer ${key}`), value, door }
}
