/** The document of Loop's refunds: every answer is held against what it says of its status. */
import { deepStrictEqual } from "node:assert/strict"
import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"

const place = new URL("./contract/refunds.openapi.json", import.meta.url)
const document = JSON.parse(readFileSync(place, "utf8")) as object
const ajv = new Ajv2020({ strict: false, allErrors: true })
ajv.addSchema(document, "loop")

/** Fails where the value is not what Loop answers with this status when a charge is refunded. */
export const conforms = (status: number, value: unknown): void => {
  const name = status === 201 ? "AdminRefund" : "ErrorBody"
  const validate = ajv.getSchema(`loop#/components/schemas/${name}`)
  if (validate === undefined) throw new Error(`the document has no ${name}`)
  void validate(value)
  deepStrictEqual(validate.errors ?? [], [])
}
