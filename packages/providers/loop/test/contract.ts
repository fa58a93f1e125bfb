/** The schemas that Loop published for `POST /v1/admin/refunds`: every answer is held against them. */
import { deepStrictEqual } from "node:assert/strict"
import { readFileSync } from "node:fs"
import { Ajv } from "ajv"

const place = new URL("./contract/admin-refunds.json", import.meta.url)
const document = JSON.parse(readFileSync(place, "utf8")) as Readonly<Record<string, object>>
const ajv = new Ajv({ strict: false, allErrors: true })

/** Fails where the value is not what Loop answers with this status. */
export const conforms = (status: number, value: unknown): void => {
  const schema = document[String(status)]
  if (schema === undefined) throw new Error(`the document has no ${status}`)
  const validate = ajv.compile(schema)
  void validate(value)
  deepStrictEqual(validate.errors ?? [], [])
}
