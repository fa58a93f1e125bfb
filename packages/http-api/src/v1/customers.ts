/** Customers: nothing is kept of them but what is said of who paid, and that can be erased. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { readingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { ById, Id } from "./values.ts"

const erase = HttpApiEndpoint.delete("erase", "/v1/customers/:id/personal-data", {
  params: ById,
  success: Schema.Struct({
    customerId: Id,
    erased: Schema.Int.annotate({ description: "Of how many payments and notes something was kept." }),
  }).annotate({ identifier: "PersonalDataErased" }),
  error: readingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Erase a customer's name, email, phone, metadata and notes",
    description:
      "Amounts, ids and history stay as they are, and still verify. What was erased is told as `(erased)`; a customer nobody knows had nothing to erase.",
  }),
)

/** `/v1/customers`. */
export const customers = HttpApiGroup.make("customers")
  .add(erase)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Customers", description: "What is kept of people." }))
