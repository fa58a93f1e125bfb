/** Version 2 of the schema: what providers told us, and the names of payments that nobody had registered by then. */
import type { Dialect } from "../Dialect.ts"

const scoped = `merchant text not null, mode text not null check (mode in ('test', 'live'))`

/** The statements that make it of version 1, in order. */
export const second = ({ clustered, integer, table }: Dialect): readonly string[] => [
  `create table notice (
  ${scoped}, provider text not null, id text not null, type text not null, tells text, received_at text not null,
  taken ${integer} not null check (taken in (0, 1)), due text not null, payment_id text, incident_id text,
  primary key (merchant, mode, provider, id)
)${table}`,
  `create index notice_due on notice (due) where taken = 0`,
  `create table orphan_name (
  ${scoped}, provider text not null, name text not null, value text not null, notice_id text not null,
  primary key (merchant, mode, provider, name, value, notice_id)
)${clustered}`,
]
