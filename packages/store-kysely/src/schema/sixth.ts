/** Version 6 of the schema: whom merchants want told, and every message on its way there. */
import type { Dialect } from "../Dialect.ts"

const scoped = `merchant text not null, mode text not null check (mode in ('test', 'live'))`

/** The statements that make it of version 5, in order; `ready` is null where a message waits for the one before it. */
export const sixth = ({ counted, integer, table }: Dialect): readonly string[] => [
  `create table webhook (
  ${scoped}, id text not null, url text not null, events text, sealed text not null,
  status text not null check (status in ('enabled', 'disabled')), reason text, created_at text not null,
  from_position ${integer} not null, from_turn ${integer} not null,
  primary key (merchant, mode, id)
)${table}`,
  `create table webhook_told (
  one ${integer} not null primary key check (one = 1), position ${integer} not null, turn ${integer} not null
)${table}`,
  `insert into webhook_told (one, position, turn) values (1, 0, 0)`,
  `create table delivery (
  seq ${counted}, ${scoped}, webhook_id text not null, id text not null, lane text not null,
  sequence ${integer} not null, type text not null, body text not null, at text not null,
  status text not null check (status in ('waiting', 'delivered', 'dead')), tries ${integer} not null,
  ready ${integer}, worker text, tried_at text, reason text
)${table}`,
  `create unique index delivery_of_webhook on delivery (merchant, mode, webhook_id, id)`,
  `create index delivery_listed on delivery (merchant, mode, webhook_id, seq)`,
  `create index delivery_in_lane on delivery (merchant, mode, webhook_id, lane, seq) where status = 'waiting'`,
  `create index delivery_ready on delivery (mode, merchant, webhook_id, ready, seq) where ready is not null`,
  `create index delivery_ended on delivery (at) where status <> 'waiting'`,
]
