/** The schemas that Dollr published, as they stand in its document: every answer is held against them. */
import { deepStrictEqual } from "node:assert/strict"
import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"

const place = new URL("./contract/refunds.openapi.json", import.meta.url)
const document = JSON.parse(readFileSync(place, "utf8")) as object
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
ajv.addSchema(document, "dollr")

/** Fails where the value is not what the document says it is. */
export const conforms = (name: "RefundSessionResponse" | "HTTPValidationError", value: unknown): void => {
  const validate = ajv.getSchema(`dollr#/components/schemas/${name}`)
  if (validate === undefined) throw new Error(`the document has no ${name}`)
  void validate(value)
  deepStrictEqual(validate.errors ?? [], [])
}
