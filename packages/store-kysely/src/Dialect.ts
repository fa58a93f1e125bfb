/** All that differs between databases: the words of their schema, how Kysely writes their SQL, and what guards a row. */
import {
  DummyDriver,
  Kysely,
  type RawBuilder,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely"
import type { Tables } from "./schema/Tables.ts"
import type { Statement } from "./Call.ts"

/**
 * A database's own words.
 *
 * @since 0.1.0
 */
export interface Dialect {
  readonly name: "sqlite" | "postgres"
  /** An integer that holds every safe one. */
  readonly integer: string
  /** A column that counts the rows of a table without a gap, as long as none is deleted. */
  readonly counted: string
  /** What stands after a table's columns: rows found by a counted key, or kept in the order of their key. */
  readonly table: string
  readonly clustered: string
  /** A statement of the schema in this database's words. */
  readonly schema: (sql: string) => readonly string[]
  /** A text member of the JSON in a column, the same words in an index and in a query. */
  readonly member: (column: string, name: string) => string
  /** What a query ends with whose rows nobody else may change until the commit, and one that passes over those held. */
  readonly guard: string
  readonly lease: string
  /** Which payment a refund belongs to, as a query, where refunds are not found by their id alone. */
  readonly placed: ((merchant: string, mode: string, id: string) => RawBuilder<string>) | undefined
  /** Lets only one in who looks at the claims of a merchant's other payments; undefined where there is one writer. */
  readonly sight: string | undefined
  /** Milliseconds of the database's own clock; undefined where it is the process's. */
  readonly clock: string | undefined
  /** Tells how many events there are, from where they are counted beside the events; undefined where they are not. */
  readonly eventsCounted: string | undefined
  /** The row of `store_state` that keeps how late it has become: one that no other connection writes at the same time. */
  readonly latest: string
  /** A statement as this database runs it best. */
  readonly shaped: (statement: Statement) => Statement
  /** The texts of a JSON list as rows of one column, `value`. */
  readonly each: (list: string) => RawBuilder<{ readonly value: string }>
  /** Kysely without a connection: it writes SQL and never runs it. */
  readonly writer: Kysely<Tables>
}

/**
 * SQLite: strict types, and small rows kept in their key's own tree. One writes at a time, so nothing is locked by row.
 *
 * @since 0.1.0
 */
export const sqlite: Dialect = {
  name: "sqlite",
  integer: "integer",
  counted: "integer primary key",
  table: " strict",
  clustered: " strict, without rowid",
  schema: (sql) => [sql],
  // What somebody damaged is for the proof to find: it must not keep a row from being written or read.
  member: (column, name) => `case when json_valid(${column}) then json_extract(${column}, '$.${name}') end`,
  guard: "",
  lease: "",
  placed: undefined,
  sight: undefined,
  clock: undefined,
  eventsCounted: undefined,
  latest: "'latest'",
  shaped: (statement) => statement,
  each: (list) => sql`json_each(${list})`,
  writer: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
}
