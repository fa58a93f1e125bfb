/** All that differs between databases: the words of their schema, and how Kysely writes their SQL. */
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

/**
 * A database's own words.
 *
 * @since 0.1.0
 */
export interface Dialect {
  readonly name: "sqlite"
  /** An integer that holds every safe one. */
  readonly integer: string
  /** A column that counts the rows of a table without a gap, as long as none is deleted. */
  readonly counted: string
  /** What stands after a table's columns: rows found by a counted key, or kept in the order of their key. */
  readonly table: string
  readonly clustered: string
  /** A text member of the JSON in a column, the same words in an index and in a query. */
  readonly member: (column: string, name: string) => string
  /** The texts of a JSON list as rows of one column, `value`. */
  readonly each: (list: string) => RawBuilder<{ readonly value: string }>
  /** Kysely without a connection: it writes SQL and never runs it. */
  readonly writer: Kysely<Tables>
}

/**
 * SQLite: strict types, and small rows kept in their key's own tree.
 *
 * @since 0.1.0
 */
export const sqlite: Dialect = {
  name: "sqlite",
  integer: "integer",
  counted: "integer primary key",
  table: " strict",
  clustered: " strict, without rowid",
  // What somebody damaged is for the proof to find: it must not keep a row from being written or read.
  member: (column, name) => `case when json_valid(${column}) then json_extract(${column}, '$.${name}') end`,
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
