/** The one interpreter from shapes to Effect Schemas: whatever a shape accepts its schema accepts, with the same value. */
import { Schema, SchemaGetter, SchemaIssue } from "effect"
import { parseInstant } from "../shape/instant.ts"
import type { Form, Shape } from "../shape/Shape.ts"
import type { Given } from "../refund/handle.ts"
import type { Fault } from "../money/Result.ts"

/**
 * The schema of a shape. It is as strict as the shape whatever the parse options are: unknown fields are issues,
 * and every issue the shape's own checks raise carries its code.
 */
export const schemaOf = <A>(shape: Shape<A>, identifier: string): Schema.Codec<A, Given<A>> => {
  const structure = schemaOfForm(shape.form) as Schema.Codec<A, Given<A>>
  const whole = Schema.makeFilter((value: A) => {
    const faults: Fault[] = []
    shape.read(value, faults)
    return faults.map(issueOf)
  })
  return structure.check(whole).annotate({ identifier })
}

const issueOf = ({ code, message, path }: Fault): Schema.FilterIssue => ({
  path: path.split("/").slice(1).map(keyOf),
  issue: new SchemaIssue.InvalidValue({ message, code }),
})

const keyOf = (part: string): string | number =>
  /^(0|[1-9]\d*)$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~")

type AnyCodec = Schema.Codec<unknown, unknown>

const schemaOfForm = (form: Form): AnyCodec => {
  switch (form.kind) {
    case "text":
      return textSchema(form)
    case "instant":
      return instantSchema
    case "integer":
      return Schema.Number.check(
        Schema.isInt(),
        Schema.isBetween({ minimum: form.min, maximum: form.max }),
        notMinusZero,
      )
    case "boolean":
      return Schema.Boolean
    case "literals":
      return Schema.Literals(form.values)
    case "list":
      return Schema.Array(schemaOfForm(form.of)).check(Schema.isBetweenLength(form.min, form.max))
    case "map":
      return mapSchema(form)
    case "struct":
      return structSchema(form)
    case "oneOf":
      return Schema.Union(form.forms.map(schemaOfForm))
  }
}

type FormOf<K extends Form["kind"]> = Extract<Form, { readonly kind: K }>

const textSchema = ({ max, min, pattern }: FormOf<"text">): AnyCodec => {
  const bounded = Schema.String.check(Schema.isBetweenLength(min, max))
  // Only patterns with the flag `u` are exported to JSON Schema.
  return pattern === undefined ? bounded : bounded.check(Schema.isPattern(new RegExp(pattern.source, "u")))
}

const notMinusZero = Schema.makeFilter((value: number) => !Object.is(value, -0), {
  expected: "a whole number other than minus zero",
  toJsonSchema: () => ({}),
})

const isInstantText = Schema.makeFilter((value: string) => parseInstant(value) !== undefined, {
  expected: "an instant such as 2026-01-31T12:00:00Z",
  toJsonSchema: () => ({ format: "date-time" }),
})

const instantSchema: AnyCodec = Schema.String.check(isInstantText).pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transform((text: string) => parseInstant(text) ?? text),
    encode: SchemaGetter.passthrough(),
  }),
)

const mapSchema = (form: FormOf<"map">): AnyCodec => {
  const isKey = Schema.makeFilter((key: string) => key !== "__proto__", {
    expected: "a key that is not `__proto__`",
    toJsonSchema: () => ({}),
  })
  const key = Schema.String.check(Schema.isBetweenLength(1, form.maxKey), isKey)
  return Schema.Record(Schema.String, schemaOfForm(form.of)).check(
    Schema.isMaxProperties(form.max),
    Schema.isPropertyNames(key),
  )
}

/** Parse options alone would decide about unknown fields: a rest that no value fits makes them issues always. */
const structSchema = (form: FormOf<"struct">): AnyCodec => {
  const fields = Object.entries(form.fields).map(([key, field]) => {
    const schema = schemaOfForm(field.form)
    return [key, field.optional ? Schema.optionalKey(schema) : schema] as const
  })
  const pattern = `^(?!(?:${Object.keys(form.fields).join("|")})$)`
  const isUnknown = Schema.makeFilter((key: string) => !Object.hasOwn(form.fields, key), {
    toJsonSchema: () => ({ pattern }),
  })
  const unknown = Schema.Record(
    Schema.String.check(isUnknown),
    Schema.Never.annotate({ message: "no such field here" }),
  )
  return Schema.StructWithRest(Schema.Struct(Object.fromEntries(fields)), [unknown]) as unknown as AnyCodec
}
