/** The document in the words its readers know: numbers of a query as numbers, the scheme of keys in small letters. */

const amount = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER }

const numbers: Readonly<Record<string, object>> = {
  limit: { type: "integer", minimum: 1, maximum: 200, default: 50, description: "At most so many entries." },
  amountFrom: { ...amount, description: "Of this amount or more, in the currency's smallest unit." },
  amountTo: { ...amount, description: "Of this amount or less." },
  version: { type: "integer", minimum: 1, maximum: 1_000_000_000, description: "A version of the policy." },
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
}

/** A query comes as text, which says nothing of what it is; and some readers know `bearer` only as RFC 6750 writes it. */
export const plainly = (document: Record<string, unknown>): Record<string, unknown> => {
  const { securitySchemes } = document["components"] as { readonly securitySchemes: Readonly<Record<string, object>> }
  for (const scheme of Object.values(securitySchemes)) Object.assign(scheme, { scheme: "bearer" })
  const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Operation>>>>
  for (const methods of Object.values(paths))
    for (const { parameters = [] } of Object.values(methods))
      for (const parameter of parameters) {
        const number = parameter.in === "query" ? numbers[parameter.name] : undefined
        if (number !== undefined) Object.assign(parameter, { schema: number })
      }
  return document
}
