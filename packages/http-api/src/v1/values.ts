/** The single values of the interface: names, instants, amounts, metadata, and the pages of a list. */
import { Schema } from "effect"

export const Id = Schema.String.check(Schema.isBetweenLength(1, 255))
export const Amount = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).annotate({
  description: "A whole number of the currency's smallest ISO unit.",
})
export const Currency = Schema.String.annotate({ description: "An ISO 4217 code such as USD." })
export const At = Schema.String.annotate({
  description: "An instant in RFC 3339, UTC in answers.",
  format: "date-time",
})
export const Metadata = Schema.Record(Schema.String, Schema.String).annotate({
  description: "Text by name: at most 50 names of 40 characters, values of 500.",
})
export const ById = Schema.Struct({ id: Id })

/** A member that may be left out. */
export const optional = <S extends Schema.Top>(schema: S): Schema.optionalKey<S> => Schema.optionalKey(schema)

export const limit = optional(
  Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 200 })).annotate({
    description: "At most so many entries; 50 where left out, never more than 200.",
  }),
)
export const cursor = optional(Schema.String.annotate({ description: "The `nextCursor` of the page before." }))

/** A page of a list: `nextCursor` is null on the last one. */
export const pageOf = <S extends Schema.Top>(entry: S, identifier: string) =>
  Schema.Struct({ items: Schema.Array(entry), nextCursor: Schema.NullOr(Schema.String) }).annotate({ identifier })

/** Which policy: by id, version and the hash of its content. */
export const PolicyRef = Schema.Struct({ id: Schema.String, version: Schema.Int, hash: Schema.String }).annotate({
  identifier: "PolicyRef",
})
