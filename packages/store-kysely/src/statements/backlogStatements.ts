/** Every statement of what waits: counted as far as it is of interest, each over an index of what waits alone. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import { one } from "../Statement.ts"

const most = sql.lit(10_001)

export const backlogStatements = (dialect: Dialect) => ({ ...ofOurs(dialect), ...ofOthers(dialect) })

/** What this desk has to do. */
const ofOurs = (dialect: Dialect) => ({
  errands: one<{ readonly now: number }>()(dialect, (writer, { now }) =>
    writer
      .selectFrom((from) =>
        from
          .selectFrom("errand")
          .select("ready as since")
          .where("ended", "=", sql.lit(0))
          .where("ready", "<=", now)
          .orderBy("ready")
          .limit(most)
          .as("waiting"),
      )
      .select(({ fn }) => [fn.countAll().as("waiting"), fn.min("since").as("oldest")]),
  ),
  messages: one<Record<never, never>>()(dialect, (writer) =>
    writer
      .selectFrom((from) =>
        from
          .selectFrom("delivery")
          .select("at as since")
          .where("status", "=", sql.lit("waiting"))
          .limit(most)
          .as("waiting"),
      )
      .select(({ fn }) => [fn.countAll().as("waiting"), fn.min("since").as("oldest")]),
  ),
})

/** What others told, and what waits for a person. */
const ofOthers = (dialect: Dialect) => ({
  notices: one<Record<never, never>>()(dialect, (writer) =>
    writer
      .selectFrom((from) =>
        from
          .selectFrom("notice")
          .select("received_at as since")
          .where("taken", "=", sql.lit(0))
          .limit(most)
          .as("waiting"),
      )
      .select(({ fn }) => [fn.countAll().as("waiting"), fn.min("since").as("oldest")]),
  ),
  incidents: one<Record<never, never>>()(dialect, (writer) =>
    writer
      .selectFrom((from) =>
        from
          .selectFrom("incident")
          .select("opened_at as since")
          .where("status", "=", sql.lit("open"))
          .limit(most)
          .as("waiting"),
      )
      .select(({ fn }) => [fn.countAll().as("waiting"), fn.min("since").as("oldest")]),
  ),
})
