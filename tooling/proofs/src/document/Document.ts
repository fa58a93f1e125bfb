/** The OpenAPI document of a running server: every operation with checks made of its schemas. It is read, never imported. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"

/** A JSON Schema, as far as a document of ours goes. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly propertyNames?: Schema
  readonly maxProperties?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly description?: string
  readonly writeOnly?: boolean
}

/** What is wrong with a value; undefined where nothing is. */
export type Check = (value: unknown) => string | undefined

/** One parameter of an operation. */
export interface Parameter {
  readonly name: string
  readonly in: "path" | "query" | "header"
  readonly required: boolean
  readonly schema: Schema
}

/** One method of one path. */
export interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly isSecured: boolean
  readonly parameters: readonly Parameter[]
  readonly body: { readonly schema: Schema; readonly check: Check } | undefined
  /** What may be answered: by status, by type of content; null for an answer without content. */
  readonly answers: ReadonlyMap<number, ReadonlyMap<string, Check> | null>
}

/** A document, read. */
export interface Document {
  readonly operations: readonly Operation[]
  readonly schemaAt: (reference: string) => Schema
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

interface Written {
  readonly parameters?: readonly Parameter[]
  readonly security?: readonly unknown[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

interface WrittenDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Written>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const instant = /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)$/i

/** Reads a document. */
const readDocument = (written: WrittenDocument): Document => {
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  ajv.addFormat("date-time", instant)
  ajv.addFormat("date", /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  ajv.addSchema({ ...written, $id: "document" })
  const checkAt = (...path: readonly string[]): Check => {
    let check: Check | undefined
    const compiled = (): Check => {
      const found = ajv.getSchema(`document#/${path.map(escaped).join("/")}`)
      if (found === undefined) throw new Error(`the document has no schema at ${path.join("/")}`)
      return checkOf(ajv, found)
    }
    // A run that looks at ids needs none of them, and compiling all takes seconds.
    return (value) => (check ??= compiled())(value)
  }
  const operations = Object.entries(written.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => operationOf(checkAt, path, method, one)),
  )
  return {
    operations,
    schemaAt: (reference) => written.components.schemas[reference.replace("#/components/schemas/", "")]!,
  }
}

const checkOf =
  (ajv: Ajv2020, validate: ValidateFunction): Check =>
  (value) =>
    validate(value) === true ? undefined : ajv.errorsText(validate.errors)

const escaped = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))

const operationOf = (
  checkAt: (...path: readonly string[]) => Check,
  path: string,
  method: string,
  { parameters = [], requestBody, responses, security = [] }: Written,
): Operation => {
  const at = ["paths", path, method]
  const answers = Object.entries(responses).map(([status, { content }]) => {
    if (content === undefined) return [Number(status), null] as const
    const checks = Object.keys(content).map(
      (type) => [type, checkAt(...at, "responses", status, "content", type, "schema")] as const,
    )
    return [Number(status), new Map(checks)] as const
  })
  const [type, body] = Object.entries(requestBody?.content ?? {})[0] ?? []
  return {
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    isSecured: security.length > 0,
    parameters,
    body:
      body === undefined || type === undefined
        ? undefined
        : { schema: body.schema, check: checkAt(...at, "requestBody", "content", type, "schema") },
    answers: new Map(answers),
  }
}

/** The document that a server gives of itself. */
export const documentOf = async (native: string): Promise<Document> => {
  const answer = await fetch(`${native}/openapi.json`)
  return readDocument((await answer.json()) as WrittenDocument)
}
