/** Version 1 of the schema, as it was released: never edited, only followed by the next. */
import type { Dialect } from "../Dialect.ts"

/** The statements that make it, in order. */
export const first = (dialect: Dialect): readonly string[] => [
  ...payments(dialect),
  ...claims(dialect),
  ...eventsAndKeys(dialect),
  ...besides(dialect),
]

const scoped = `merchant text not null, mode text not null check (mode in ('test', 'live'))`

const payments = ({ clustered, integer, table }: Dialect): readonly string[] => [
  `create table payment (
  ${scoped}, id text not null,
  provider text not null, currency text not null, customer_id text, status text not null, created_at text not null,
  version ${integer} not null check (version >= 0), head text not null, latest text,
  captured ${integer} not null check (captured >= 0), excess ${integer} not null check (excess >= 0),
  refunded ${integer} not null check (refunded >= 0), held ${integer} not null check (held >= 0),
  retained ${integer} not null check (retained >= 0), disputed ${integer} not null check (disputed >= 0),
  body text not null, grown text,
  primary key (merchant, mode, id),
  constraint taken_within_captured check (refunded + held + retained + disputed <= captured + excess)
)${table}`,
  `create index payment_listed on payment (merchant, mode, created_at, id)`,
  `create index payment_of_customer on payment (merchant, mode, customer_id, created_at, id) where customer_id is not null`,
  `create index payment_not_captured on payment (merchant, mode, status, created_at, id) where status <> 'captured'`,
  `create table payment_reference (
  ${scoped}, provider text not null, name text not null, value text not null, payment_id text not null,
  primary key (merchant, mode, provider, name, value)
)${clustered}`,
  `create table line (
  ${scoped}, payment_id text not null, id text not null,
  gross ${integer} not null, taken ${integer} not null, units ${integer} not null, units_taken ${integer} not null,
  primary key (merchant, mode, payment_id, id),
  constraint taken_within_gross check (taken >= 0 and taken <= gross),
  constraint units_within_quantity check (units_taken >= 0 and units_taken <= units)
)${clustered}`,
]

const claims = ({ integer, member, table }: Dialect): readonly string[] => [
  `create table refund (
  ${scoped}, id text not null, payment_id text not null, place ${integer} not null,
  status text not null, reason text, provider text not null, customer_id text, currency text not null,
  amount ${integer} not null check (amount >= 0), requested_by text, created_at text not null,
  body text not null, decided text,
  primary key (merchant, mode, id)
)${table}`,
  `create unique index refund_of_payment on refund (merchant, mode, payment_id, place)`,
  `create index refund_listed on refund (merchant, mode, created_at, id)`,
  `create index refund_of_customer on refund (merchant, mode, customer_id, created_at, id) where customer_id is not null`,
  `create index refund_of_actor on refund (merchant, mode, requested_by, created_at, id) where requested_by is not null`,
  `create index refund_not_succeeded on refund (merchant, mode, status, created_at, id) where status <> 'succeeded'`,
  `create index refund_at_provider on refund (merchant, mode, ${member("body", "providerRefundId")}) where ${member("body", "providerRefundId")} is not null`,
  `create table session (
  ${scoped}, id text not null, payment_id text not null, place ${integer} not null,
  status text not null, provider text not null, customer_id text, currency text not null,
  amount ${integer} not null check (amount >= 0), requested_by text, opened_at text not null, expires_at text not null,
  body text not null, decided text,
  primary key (merchant, mode, id)
)${table}`,
  `create unique index session_of_payment on session (merchant, mode, payment_id, place)`,
  `create index session_listed on session (merchant, mode, opened_at, id)`,
  `create index session_ending on session (expires_at) where status = 'open'`,
  `create index session_of_customer on session (merchant, mode, customer_id, opened_at) where status = 'open'`,
  `create index session_of_actor on session (merchant, mode, requested_by, opened_at) where status = 'open'`,
  `create table dispute (
  ${scoped}, id text not null, payment_id text not null, place ${integer} not null,
  status text not null, amount ${integer} not null check (amount >= 0), body text not null,
  primary key (merchant, mode, id)
)${table}`,
  `create unique index dispute_of_payment on dispute (merchant, mode, payment_id, place)`,
]

const eventsAndKeys = ({ clustered, counted, integer, table }: Dialect): readonly string[] => [
  `create table event (
  position ${counted}, ${scoped}, payment_id text not null, sequence ${integer} not null,
  tag text not null, at text not null, by text, body text not null, hash text not null
)${table}`,
  `create unique index event_of_payment on event (merchant, mode, payment_id, sequence)`,
  `create index event_listed on event (merchant, mode, position)`,
  `create table once_key (
  ${scoped}, door text not null, key text not null,
  fingerprint text not null, subject text, answer text, at ${integer} not null,
  primary key (merchant, mode, door, key)
)${clustered}`,
  `create table errand (
  seq ${counted}, ${scoped}, payment_id text not null, id text not null, refund_id text not null, due text,
  ready ${integer} not null, worker text, ended ${integer} not null check (ended in (0, 1))
)${table}`,
  `create unique index errand_of_payment on errand (merchant, mode, payment_id, id)`,
  `create index errand_ready on errand (ready, seq) where ended = 0`,
]

const besides = ({ clustered, integer, table }: Dialect): readonly string[] => [
  `create table refusal (
  ${scoped}, payment_id text not null, at text not null, decided text not null
)${table}`,
  `create index refusal_of_payment on refusal (merchant, mode, payment_id, at)`,
  `create table incident (
  ${scoped}, id text not null, payment_id text, refund_id text, kind text not null, detail text not null,
  status text not null, opened_at text not null, resolved_by text, resolution text,
  primary key (merchant, mode, id)
)${table}`,
  `create index incident_listed on incident (merchant, mode, opened_at, id)`,
  `create index incident_open on incident (merchant, mode, opened_at, id) where status = 'open'`,
  `create index incident_of_payment on incident (merchant, mode, payment_id, opened_at, id)`,
  `create table policy (
  ${scoped}, id text not null, version ${integer} not null, hash text not null,
  effective_from text not null, published_at text not null, body text not null,
  primary key (merchant, mode, id, version)
)${table}`,
  `create table merchant (
  id text not null primary key, name text, settings text not null
)${table}`,
  `create table api_key (
  ${scoped}, id text not null, secret_hash text not null unique, actor text not null, scopes text not null,
  max_amount ${integer}, rate_per_second ${integer}, expires_at text, revoked_at text, created_at text not null,
  primary key (merchant, mode, id)
)${table}`,
  `create table store_state (
  name text not null primary key, value text not null
)${clustered}`,
  `insert into store_state (name, value) values ('latest', '')`,
]
