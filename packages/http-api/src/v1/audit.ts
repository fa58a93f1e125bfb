/** The audit: the newest seal over what happened, for whoever keeps it where nobody here can reach it. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { readingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { At } from "./values.ts"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))

const AuditHead = Schema.Struct({
  merchant: Schema.String,
  mode: Schema.Literals(["test", "live"]),
  number: Count.annotate({ description: "Counts the merchant's seals from 1." }),
  events: Count.annotate({ description: "How many events of payments there are up to it." }),
  incidents: Count.annotate({ description: "How many events of incidents." }),
  digest: Schema.String.annotate({ description: "Over the link of each of them since the seal before." }),
  before: Schema.String.annotate({ description: "The hash of the seal before; empty for the first." }),
  at: At,
  publicKey: Schema.String.annotate({ description: "Ed25519, 32 bytes in base64url." }),
  signature: Schema.String.annotate({ description: "64 bytes in base64url." }),
  hash: Schema.String.annotate({ description: "What the next seal will name as the one before." }),
}).annotate({ identifier: "AuditHead" })

const head = HttpApiEndpoint.get("head", "/v1/audit/head", {
  success: AuditHead,
  error: readingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Read the newest seal",
    description:
      "Signed: keep it elsewhere, and `refund-rules verify --head` tells whether anything up to it was changed or lost. " +
      "404 where nothing was sealed yet.",
  }),
)

/** `/v1/audit`. */
export const audit = HttpApiGroup.make("audit")
  .add(head)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Audit", description: "What proves that nothing was changed." }))
