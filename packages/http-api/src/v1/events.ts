/** Events: everything that happened, in one order that nobody misses anything of. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { FeedEvent } from "./Event.ts"
import { limit, optional, pageOf } from "./values.ts"

const stream = Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/event-stream" })).annotate({
  description: "Each event with its `id`, its type as `event`, and the event as `data`; a comment now and then.",
})

const list = HttpApiEndpoint.get("list", "/v1/events", {
  query: Schema.Struct({
    limit,
    cursor: optional(
      Schema.String.annotate({
        description:
          "What comes after this: the `nextCursor` of the page before, the `id` of an event of a stream, or the `id` of any " +
          "event, percent-encoded once more than a query is; `0` is before the first.",
      }),
    ),
    from: optional(Schema.Literals(["first", "now"])).annotate({
      description:
        "Where it begins without a cursor: at the first event, as where this is left out, or behind the newest.",
    }),
  }),
  headers: Schema.Struct({
    "last-event-id": optional(
      Schema.String.annotate({ description: "The `id` of the event that was read last, before the stream broke." }),
    ),
  }),
  success: [pageOf(FeedEvent, "FeedEvents"), stream],
  error: readingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Read everything that happened, oldest first",
    description:
      "The events of one payment come in their sequence. As a page; or with `Accept: text/event-stream` as server-sent " +
      "events, for as long as the connection and the key last: whoever comes back with `Last-Event-ID` is told every event " +
      "once. A reader that takes nothing for half a minute is hung up on. 429 `busy` where a merchant has 20 streams open.",
  }),
)

/** `/v1/events`. */
export const events = HttpApiGroup.make("events")
  .add(list)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Events", description: "Everything that happened." }))
