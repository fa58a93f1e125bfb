/** Query parameters that are numbers, as the document tells them: that they come as text says nothing of what they are. */

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

/** The document with each of them as the number it is. */
export const withNumbers = (document: Record<string, unknown>): Record<string, unknown> => {
  const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Operation>>>>
  for (const methods of Object.values(paths))
    for (const { parameters = [] } of Object.values(methods))
      for (const parameter of parameters) {
        const number = parameter.in === "query" ? numbers[parameter.name] : undefined
        if (number !== undefined) Object.assign(parameter, { schema: number })
      }
  return document
}
