/** Version 5 of the schema: what happened to incidents, in an order with the events of payments. */
import type { Dialect } from "../Dialect.ts"

/** The statements that make it of version 4, in order; incidents from before have nothing told of them. */
export const fifth = ({ counted, integer, table }: Dialect): readonly string[] => [
  `create table incident_event (
  turn ${counted}, merchant text not null, mode text not null check (mode in ('test', 'live')),
  incident_id text not null, sequence ${integer} not null, payment_id text, refund_id text,
  tag text not null, at text not null, by text, body text not null, hash text not null, after ${integer} not null
)${table}`,
  `create unique index incident_event_of_incident on incident_event (merchant, mode, incident_id, sequence)`,
  `create index incident_event_listed on incident_event (merchant, mode, turn)`,
  `alter table incident add column told ${integer} not null default 0 check (told in (0, 1))`,
]
