/** The book of webhooks that lives of outgoing messages run on keeps the laws that the databases' books keep. */
import { webhookBookLaws } from "@refund-rules/testing"
import { registerLaws } from "@refund-rules/testing/vitest"
import { bookOn, shelfOf } from "../../src/outgoing/book.ts"

const newest = () => ({ position: 0, turn: 0 })

registerLaws(
  "the book of webhooks in memory",
  webhookBookLaws(() => ({
    webhooks: bookOn(
      shelfOf(() => 0),
      newest,
    ),
  })),
  { runs: 300 },
)
