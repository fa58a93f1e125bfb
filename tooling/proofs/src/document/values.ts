/** Values that a schema allows, biased to the edges of what it allows; what names something mostly names what there is. */
import fc from "fast-check"
import type { Chance } from "../chance.ts"
import type { Schema } from "./Document.ts"
import { kindNamed, type Known } from "./Known.ts"

/** What values are made of. */
export interface Making {
  readonly chance: Chance
  readonly known: Known
  readonly schemaAt: (reference: string) => Schema
}

/** Makes a value of a schema; `name` is the member it will be. */
export const valueOf = (making: Making, schema: Schema, name = "", depth = 0): unknown => {
  const { chance, schemaAt } = making
  if (schema.$ref !== undefined) return valueOf(making, schemaAt(schema.$ref), name, depth)
  const either = schema.anyOf ?? schema.oneOf
  if (either !== undefined) return valueOf(making, chance.oneOf(either), name, depth)
  if (schema.allOf !== undefined) return valueOf(making, mergedOf(schema), name, depth)
  if (schema.enum !== undefined) return chance.oneOf(schema.enum)
  switch (schema.type) {
    case "object":
      return objectOf(making, schema, depth)
    case "array":
      return listOf(making, schema, name, depth)
    case "integer":
    case "number":
      return numberOf(making, schema, name)
    case "string":
      return textOf(making, schema, name)
    case "boolean":
      return chance.below(2) === 0
    case "null":
      return null
    case undefined:
      return chance.oneOf<unknown>([null, true, 1, "a", [], {}])
    default:
      throw new Error(`the document has a type \`${schema.type}\` that nothing here can make`)
  }
}

const mergedOf = ({ allOf = [], ...own }: Schema): Schema => Object.assign({}, own, ...allOf)

const objectOf = (making: Making, schema: Schema, depth: number): Record<string, unknown> => {
  const { chance } = making
  const made: Record<string, unknown> = {}
  // Most bodies say little: what is left out cannot be what a body is refused for.
  const share = chance.oneOf([0, 0, 1, 2, 6])
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const isWanted = schema.required?.includes(name) === true || (depth < 6 && chance.below(10) < share)
    if (isWanted) made[name] = valueOf(making, member, name, depth + 1)
  }
  const rest = schema.additionalProperties
  if (typeof rest === "object") {
    const most = Math.min(schema.maxProperties ?? 3, chance.oneOf([0, 0, 1, 3, 50]))
    const names = schema.propertyNames ?? { type: "string", minLength: 1, maxLength: 40 }
    for (let at = 0; at < most; at++) made[textOf(making, names, "")] = valueOf(making, rest, "", depth + 1)
  }
  return made
}

const listOf = (making: Making, schema: Schema, name: string, depth: number): readonly unknown[] => {
  const { maxItems = 60, minItems = 0, items = {} } = schema
  const wanted = depth > 6 ? minItems : making.chance.oneOf([minItems, 1, 1, 2, 3, 12])
  const length = Math.max(minItems, Math.min(wanted, maxItems))
  return Array.from({ length }, () => valueOf(making, items, name.replace(/s$/, ""), depth + 1))
}

const numberOf = ({ chance }: Making, schema: Schema, name: string): number => {
  const { maximum = Number.MAX_SAFE_INTEGER, minimum = Number.MIN_SAFE_INTEGER } = schema
  const within = (value: number): number => Math.min(maximum, Math.max(minimum, value))
  if (name === "captured" || name === "net") return within(10_000)
  if (name === "version" && chance.below(4) > 0) return within(1 + chance.below(2))
  const edges = [0, 1, 2, 100, 2 ** 31, minimum, maximum, minimum + 1, maximum - 1]
  return within(chance.below(3) === 0 ? chance.oneOf(edges) : chance.below(300))
}

// What the schema leaves open and the rules do not: without such words no request would get far.
const likely: Readonly<Record<string, readonly string[]>> = {
  provider: ["sandbox"],
  currency: ["EUR"],
  merchant: ["default"],
  mode: ["test"],
  timeZone: ["UTC", "Europe/Berlin"],
  prefer: ["wait=0", "return=minimal"],
  limit: ["1", "2", "200"],
  amountFrom: ["0", "5"],
  amountTo: ["100"],
  url: ["http://127.0.0.1:9/"],
  by: ["status", "reason,provider", "day,status"],
  version: ["1", "2"],
}

const dayMs = 86_400_000
const today = Math.floor(Date.now() / dayMs) * dayMs
const dayFromNow = (days: number): string => new Date(today + days * dayMs).toISOString()

/** Ends of a period that is short enough to be summed, as long as this process may run. */
const periods: Readonly<Record<string, readonly string[]>> = {
  from: [dayFromNow(-40), dayFromNow(-1)],
  until: [dayFromNow(1), dayFromNow(40)],
}

const instants = ["2026-01-31T12:00:00Z", "2026-06-30T23:59:60Z", "2099-01-01T00:00:00+02:00", "2020-02-29t00:00:00.5z"]

const textOf = (making: Making, schema: Schema, name: string): string => {
  const { chance, known } = making
  const period = Object.hasOwn(periods, name) ? periods[name] : undefined
  if (period !== undefined && chance.below(4) > 0) return chance.oneOf(period)
  if (schema.format === "date-time") return chance.oneOf(instants)
  const words = Object.hasOwn(likely, name) ? likely[name] : undefined
  if (words !== undefined && chance.below(20) > 0) return chance.oneOf(words)
  const kind = kindNamed(name)
  const id = kind === undefined || chance.below(10) === 0 ? undefined : known.pick(kind, chance)
  if (id !== undefined) return id
  if (schema.pattern !== undefined) return patterned(making, schema)
  const { maxLength = 300, minLength = 0 } = schema
  const length = chance.oneOf([minLength, Math.min(minLength + 1, maxLength), Math.min(12, maxLength)])
  return textOfLength(chance, chance.below(40) === 0 ? Math.min(maxLength, 600) : Math.max(minLength, length))
}

// Characters that somebody, somewhere on the way, may take for something else.
const letters = [
  "a",
  "b",
  "z",
  "0",
  "9",
  "_",
  "-",
  " ",
  "/",
  "%",
  "'",
  '"',
  "\\",
  "<",
  "é",
  "ß",
  "語",
  "😀",
  "\u202e",
  "~",
]

const textOfLength = (chance: Chance, length: number): string => {
  let made = ""
  const isPlain = chance.below(3) > 0
  while (made.length < length) {
    const letter = isPlain ? "abcdefgh0123456789"[chance.below(18)]! : chance.oneOf(letters)
    made += made.length + letter.length > length ? "x" : letter
  }
  return made
}

const patterns = new Map<string, readonly string[]>()

const patterned = ({ chance }: Making, schema: Schema): string => {
  const { maxLength = 300, minLength = 0, pattern = "" } = schema
  const key = `${pattern} ${minLength} ${maxLength}`
  const pool = patterns.get(key) ?? poolOf(pattern, minLength, maxLength, chance.seed)
  patterns.set(key, pool)
  return chance.oneOf(pool)
}

const poolOf = (pattern: string, minLength: number, maxLength: number, seed: number): readonly string[] => {
  const expression = new RegExp(pattern, "u")
  // A look-ahead only takes away: any text may be tried, and is kept where it fits.
  const source = pattern.startsWith("^(?!") ? fc.string({ minLength, maxLength }) : fc.stringMatching(expression)
  const pool = fc
    .sample(source, { numRuns: 200, seed })
    .filter((text) => expression.test(text) && text.length >= minLength && text.length <= maxLength)
    .filter((text) => text.isWellFormed() && !text.includes("\0"))
  if (pool.length === 0) throw new Error(`no text could be made for \`${pattern}\``)
  return pool
}
