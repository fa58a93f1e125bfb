/** The published documents of providers, to hold every answer of a facade against. */
import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** What is wrong with an answer by a document; undefined where it is as it should be, or is not described there. */
export type Contract = (method: string, path: string, status: number, body: unknown) => string | undefined

const formats: Readonly<Record<string, (value: unknown) => boolean>> = {
  int32: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 2 ** 31,
  int64: (value) => Number.isSafeInteger(value),
  double: (value) => typeof value === "number",
}

/** What every interface answers and these documents leave out: who may, what is there, how much, how often, and not now. */
const unwritten: ReadonlySet<number> = new Set([401, 403, 404, 413, 429, 503])

/** Reads the document that a provider's package keeps. */
export const contractOf = (provider: string, name: string): Contract => {
  const place = `../../../../packages/providers/${provider}/test/contract/${name}.openapi.json`
  // A whole number is an integer and a number: by "one of" no document could ever hold it.
  const text = readFileSync(new URL(place, import.meta.url), "utf8").replaceAll('"oneOf"', '"anyOf"')
  const document = JSON.parse(text) as Document
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  for (const [format, validate] of Object.entries(formats)) ajv.addFormat(format, { type: "number", validate })
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  ajv.addSchema({ ...document, $id: "document" })
  return (method, path, status, body) => {
    const found = Object.keys(document.paths).find((each) => isLike(each, path))
    const operation = found === undefined ? undefined : document.paths[found]?.[method.toLowerCase()]
    if (operation === undefined) return undefined
    const response = operation.responses[status]
    if (response === undefined && unwritten.has(status)) return undefined
    if (response === undefined) return `${method} ${path}: ${status} is not among the answers`
    if (response.content === undefined) return undefined
    const pointer = [found!, method.toLowerCase(), "responses", String(status), "content", "application/json", "schema"]
    const validate = ajv.getSchema(`document#/paths/${pointer.map(escaped).join("/")}`)
    if (validate === undefined) throw new Error(`no schema of ${method} ${path} ${status}`)
    return validate(body) === true ? undefined : `${method} ${path}: ${ajv.errorsText(validate.errors)}`
  }
}

const escaped = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))

const isLike = (template: string, path: string): boolean => {
  const [wanted, parts] = [template.split("/"), path.split("/")]
  return wanted.length === parts.length && wanted.every((part, index) => part.startsWith("{") || part === parts[index])
}
