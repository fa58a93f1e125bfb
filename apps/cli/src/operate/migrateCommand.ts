/** `migrate`: makes a database, or brings one to the newest schema. */
import { Records } from "@refund-rules/engine"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { inspectStore, makeStore } from "../front/openStore.ts"
import { shownOf } from "../front/storage.ts"
import { databaseOf, storeFlags } from "../front/where.ts"
import { give } from "../manners/answer.ts"

export const migrateCommand = Command.make(
  "migrate",
  storeFlags,
  Effect.fnUntraced(function* ({ db }) {
    // Opening migrates; that the store can be read shows that it was opened.
    yield* Effect.provide(
      Effect.flatMap(Records, ({ latest }) => latest),
      makeStore(db),
    )
    const url = yield* databaseOf(db)
    const { file = shownOf(url), migrations } = yield* inspectStore(url)
    yield* give({
      json: { file, migrations },
      text: (ink) => [
        ...migrations.map(({ appliedAt, name, version }) => `version ${version} \`${name}\`, applied ${appliedAt}`),
        `${ink.good("ready")} ${file}`,
      ],
    })
  }),
).pipe(
  Command.withDescription("Make a database, or bring one to the newest schema; running it again changes nothing"),
  Command.withShortDescription("Make or update a database"),
  Command.withExamples([{ command: "refund-rules migrate --db shop/refunds.db", description: "Before anything else" }]),
)
