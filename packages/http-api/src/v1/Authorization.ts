/** Who asks: an API key as bearer token; merchant, mode, actor and scopes are the key's, never the body's. */
import { HttpApiMiddleware, HttpApiSecurity, OpenApi } from "effect/http-api"

const bearer: HttpApiSecurity.Http = HttpApiSecurity.annotate(
  HttpApiSecurity.bearer,
  OpenApi.Description,
  "An API key of `POST /v1/keys`, or the root key: `Authorization: Bearer rr_test_...`.",
)

export class Authorization extends HttpApiMiddleware.Service<Authorization>()("@refund-rules/http-api/Authorization", {
  security: { key: bearer },
}) {}
