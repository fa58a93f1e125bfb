/** Version 9 of the schema: seals over what happened, and up to where each mode is sealed. */
import type { Dialect } from "../Dialect.ts"

/** The statements that make it of version 8, in order; what happened before it is sealed from its beginning. */
export const ninth = ({ integer, table }: Dialect): readonly string[] => [
  `create table seal (
  merchant text not null, mode text not null check (mode in ('test', 'live')), number ${integer} not null,
  ordinal ${integer} not null, position ${integer} not null, turn ${integer} not null,
  events ${integer} not null, incidents ${integer} not null, digest text not null, hash_before text not null,
  at text not null, public_key text not null, signature text not null,
  primary key (merchant, mode, number)
)${table}`,
  `create unique index seal_ordered on seal (mode, ordinal)`,
  `create table sealed_to (
  mode text not null primary key check (mode in ('test', 'live')), position ${integer} not null, turn ${integer} not null,
  seals ${integer} not null, worker text, ready ${integer} not null
)${table}`,
  `insert into sealed_to (mode, position, turn, seals, worker, ready) values ('live', 0, 0, 0, null, 0)`,
  `insert into sealed_to (mode, position, turn, seals, worker, ready) values ('test', 0, 0, 0, null, 0)`,
]
