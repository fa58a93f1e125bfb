/** Where a request can name something: read off the document, so that a route of tomorrow is looked at too. */
import type { Chance } from "../chance.ts"
import type { Document, Operation, Schema } from "../document/Document.ts"
import { kindNamed, kindOf, nothingKnown } from "../document/Known.ts"
import { valueOf } from "../document/values.ts"

/** One place of an operation, and the kind of thing it names. */
export interface Place {
  readonly in: "path" | "query" | "header" | "body"
  readonly name: string
  readonly kind: string
}

/** A request, ready to be sent. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** The places of an operation, those of its body at its first level. */
export const placesOf = ({ schemaAt }: Document, { body, parameters, path }: Operation): readonly Place[] => {
  const own = parameters.flatMap((one): readonly Place[] => {
    const kind = one.in === "path" ? (kindNamed(one.name) ?? kindOf(path)) : kindIn(path, one.name)
    return kind === undefined ? [] : [{ in: one.in, name: one.name, kind }]
  })
  const members = body === undefined ? [] : Object.entries(resolved(schemaAt, body.schema).properties ?? {})
  const named = members.flatMap(([name, schema]): readonly Place[] => {
    // What is only ever written is a secret, whatever it is called: it names nothing of ours.
    if (resolved(schemaAt, schema).writeOnly === true) return []
    // A body that names what its path names has to name the same.
    if (parameters.some((one) => one.in === "path" && one.name === name) && name !== "id") return []
    const kind = name === "id" ? kindOfBody(path) : kindIn(path, name)
    return kind === undefined ? [] : [{ in: "body", name, kind }]
  })
  return [...own, ...named]
}

const resolved = (schemaAt: Document["schemaAt"], schema: Schema): Schema =>
  schema.$ref === undefined ? schema : resolved(schemaAt, schemaAt(schema.$ref))

/** The kind of what an `Idempotency-Key` names: another one for each route, since a key that was asked with is known. */
export const keys = "idempotency keys of"

const kindIn = (path: string, name: string): string | undefined => {
  if (name === "cursor" || name === "last-event-id") return `cursor ${path}`
  if (name === "idempotency-key") return `${keys} ${path}`
  return name === "merchant" || name === "message" ? `${name}s` : kindNamed(name)
}

/** What a member `id` names: what is made there; undefined where the path names it already. */
const kindOfBody = (path: string): string | undefined => {
  const last = path.split("/").at(-1)!
  return last.startsWith("{") ? undefined : last
}

// The least that a schema asks for, and the first of what it lets choose from.
const plainly: Chance = { seed: 1, below: (end) => end - 1, oneOf: ([first]) => first!, shuffled: (all) => all }

/** The plainest request of an operation, with each place filled as it is told; undefined leaves a place out that may be. */
export const requestOf = (
  { schemaAt }: Document,
  operation: Operation,
  places: readonly Place[],
  filling: (place: Place) => string | undefined,
): Sent => {
  const at = (where: Place["in"]): readonly (readonly [string, string])[] =>
    places
      .filter((one) => one.in === where)
      .flatMap((one) => {
        const filled = filling(one)
        return filled === undefined ? [] : [[one.name, filled] as const]
      })
  const path = at("path").reduce((so, [name, id]) => so.replace(`{${name}}`, encodeURIComponent(id)), operation.path)
  if (path.includes("{")) throw new Error(`${operation.name} has a parameter that nothing here can fill`)
  const query = new URLSearchParams(at("query").map(([name, id]): [string, string] => [name, id]))
  const making = { chance: plainly, known: nothingKnown(), schemaAt }
  const body = operation.body === undefined ? undefined : valueOf(making, operation.body.schema)
  const told = Object.fromEntries(at("path").filter(([name]) => isObject(body) && name in body))
  return {
    method: operation.method,
    path: query.size === 0 ? path : `${path}?${query.toString()}`,
    headers: {
      ...Object.fromEntries(at("header")),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: isObject(body) ? JSON.stringify({ ...body, ...told, ...Object.fromEntries(at("body")) }) : undefined,
  }
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null
