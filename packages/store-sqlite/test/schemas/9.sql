CREATE TABLE refund_rules_migration (version integer not null primary key, name text not null, applied_at text not null);
CREATE TABLE payment (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null,
  provider text not null, currency text not null, customer_id text, status text not null, created_at text not null,
  version integer not null check (version >= 0), head text not null, latest text,
  captured integer not null check (captured >= 0), excess integer not null check (excess >= 0),
  refunded integer not null check (refunded >= 0), held integer not null check (held >= 0),
  retained integer not null check (retained >= 0), disputed integer not null check (disputed >= 0),
  body text not null, grown text,
  primary key (merchant, mode, id),
  constraint taken_within_captured check (refunded + held + retained + disputed <= captured + excess)
) strict;
CREATE INDEX payment_listed on payment (merchant, mode, created_at, id);
CREATE INDEX payment_of_customer on payment (merchant, mode, customer_id, created_at, id) where customer_id is not null;
CREATE INDEX payment_not_captured on payment (merchant, mode, status, created_at, id) where status <> 'captured';
CREATE TABLE payment_reference (
  merchant text not null, mode text not null check (mode in ('test', 'live')), provider text not null, name text not null, value text not null, payment_id text not null,
  primary key (merchant, mode, provider, name, value)
) strict, without rowid;
CREATE TABLE line (
  merchant text not null, mode text not null check (mode in ('test', 'live')), payment_id text not null, id text not null,
  gross integer not null, taken integer not null, units integer not null, units_taken integer not null,
  primary key (merchant, mode, payment_id, id),
  constraint taken_within_gross check (taken >= 0 and taken <= gross),
  constraint units_within_quantity check (units_taken >= 0 and units_taken <= units)
) strict, without rowid;
CREATE TABLE refund (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null, payment_id text not null, place integer not null,
  status text not null, reason text, provider text not null, customer_id text, currency text not null,
  amount integer not null check (amount >= 0), requested_by text, created_at text not null,
  body text not null, decided text,
  primary key (merchant, mode, id)
) strict;
CREATE UNIQUE INDEX refund_of_payment on refund (merchant, mode, payment_id, place);
CREATE INDEX refund_listed on refund (merchant, mode, created_at, id);
CREATE INDEX refund_of_customer on refund (merchant, mode, customer_id, created_at, id) where customer_id is not null;
CREATE INDEX refund_of_actor on refund (merchant, mode, requested_by, created_at, id) where requested_by is not null;
CREATE INDEX refund_not_succeeded on refund (merchant, mode, status, created_at, id) where status <> 'succeeded';
CREATE INDEX refund_at_provider on refund (merchant, mode, case when json_valid(body) then json_extract(body, '$.providerRefundId') end) where case when json_valid(body) then json_extract(body, '$.providerRefundId') end is not null;
CREATE TABLE session (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null, payment_id text not null, place integer not null,
  status text not null, provider text not null, customer_id text, currency text not null,
  amount integer not null check (amount >= 0), requested_by text, opened_at text not null, expires_at text not null,
  body text not null, decided text,
  primary key (merchant, mode, id)
) strict;
CREATE UNIQUE INDEX session_of_payment on session (merchant, mode, payment_id, place);
CREATE INDEX session_listed on session (merchant, mode, opened_at, id);
CREATE INDEX session_ending on session (expires_at) where status = 'open';
CREATE INDEX session_of_customer on session (merchant, mode, customer_id, opened_at) where status = 'open';
CREATE INDEX session_of_actor on session (merchant, mode, requested_by, opened_at) where status = 'open';
CREATE TABLE dispute (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null, payment_id text not null, place integer not null,
  status text not null, amount integer not null check (amount >= 0), body text not null,
  primary key (merchant, mode, id)
) strict;
CREATE UNIQUE INDEX dispute_of_payment on dispute (merchant, mode, payment_id, place);
CREATE TABLE event (
  position integer primary key, merchant text not null, mode text not null check (mode in ('test', 'live')), payment_id text not null, sequence integer not null,
  tag text not null, at text not null, by text, body text not null, hash text not null
) strict;
CREATE UNIQUE INDEX event_of_payment on event (merchant, mode, payment_id, sequence);
CREATE INDEX event_listed on event (merchant, mode, position);
CREATE TABLE once_key (
  merchant text not null, mode text not null check (mode in ('test', 'live')), door text not null, key text not null,
  fingerprint text not null, subject text, answer text, at integer not null,
  primary key (merchant, mode, door, key)
) strict, without rowid;
CREATE TABLE errand (
  seq integer primary key, merchant text not null, mode text not null check (mode in ('test', 'live')), payment_id text not null, id text not null, refund_id text not null, due text,
  ready integer not null, worker text, ended integer not null check (ended in (0, 1))
) strict;
CREATE UNIQUE INDEX errand_of_payment on errand (merchant, mode, payment_id, id);
CREATE INDEX errand_ready on errand (ready, seq) where ended = 0;
CREATE TABLE refusal (
  merchant text not null, mode text not null check (mode in ('test', 'live')), payment_id text not null, at text not null, decided text not null
) strict;
CREATE INDEX refusal_of_payment on refusal (merchant, mode, payment_id, at);
CREATE TABLE incident (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null, payment_id text, refund_id text, kind text not null, detail text not null,
  status text not null, opened_at text not null, resolved_by text, resolution text, told integer not null default 0 check (told in (0, 1)),
  primary key (merchant, mode, id)
) strict;
CREATE INDEX incident_listed on incident (merchant, mode, opened_at, id);
CREATE INDEX incident_open on incident (merchant, mode, opened_at, id) where status = 'open';
CREATE INDEX incident_of_payment on incident (merchant, mode, payment_id, opened_at, id);
CREATE TABLE policy (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null, version integer not null, hash text not null,
  effective_from text not null, published_at text not null, body text not null, status text not null default 'active' check (status in ('draft', 'shadow', 'active')),
  primary key (merchant, mode, id, version)
) strict;
CREATE TABLE merchant (
  id text not null primary key, name text, settings text not null
) strict;
CREATE TABLE api_key (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null, secret_hash text not null unique, actor text not null, scopes text not null,
  max_amount integer, rate_per_second integer, expires_at text, revoked_at text, created_at text not null, max_amount_per_day text,
  primary key (merchant, mode, id)
) strict;
CREATE TABLE store_state (
  name text not null primary key, value text not null
) strict, without rowid;
CREATE TABLE notice (
  merchant text not null, mode text not null check (mode in ('test', 'live')), provider text not null, id text not null, type text not null, tells text, received_at text not null,
  taken integer not null check (taken in (0, 1)), due text not null, payment_id text, incident_id text,
  primary key (merchant, mode, provider, id)
) strict;
CREATE INDEX notice_due on notice (due) where taken = 0;
CREATE TABLE orphan_name (
  merchant text not null, mode text not null check (mode in ('test', 'live')), provider text not null, name text not null, value text not null, notice_id text not null,
  primary key (merchant, mode, provider, name, value, notice_id)
) strict, without rowid;
CREATE TABLE gateway (
  merchant text not null, mode text not null check (mode in ('test', 'live')), provider text not null,
  url text, sealed text, changed_at text not null, turn integer not null,
  primary key (merchant, mode, provider)
) strict;
CREATE INDEX gateway_changed on gateway (turn);
CREATE TABLE difference (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null,
  policy_id text not null, version integer not null, at text not null, payment_id text not null,
  moved text not null, body text not null,
  primary key (merchant, mode, id)
) strict;
CREATE INDEX difference_listed on difference (merchant, mode, policy_id, at, id);
CREATE INDEX difference_counted on difference (merchant, mode, policy_id, version, moved);
CREATE TABLE incident_event (
  turn integer primary key, merchant text not null, mode text not null check (mode in ('test', 'live')),
  incident_id text not null, sequence integer not null, payment_id text, refund_id text,
  tag text not null, at text not null, by text, body text not null, hash text not null, after integer not null
) strict;
CREATE UNIQUE INDEX incident_event_of_incident on incident_event (merchant, mode, incident_id, sequence);
CREATE INDEX incident_event_listed on incident_event (merchant, mode, turn);
CREATE TABLE webhook (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null, url text not null, events text, sealed text not null,
  status text not null check (status in ('enabled', 'disabled')), reason text, created_at text not null,
  from_position integer not null, from_turn integer not null,
  primary key (merchant, mode, id)
) strict;
CREATE TABLE webhook_told (
  one integer not null primary key check (one = 1), position integer not null, turn integer not null
) strict;
CREATE TABLE delivery (
  seq integer primary key, merchant text not null, mode text not null check (mode in ('test', 'live')), webhook_id text not null, id text not null, lane text not null,
  sequence integer not null, type text not null, body text not null, at text not null,
  status text not null check (status in ('waiting', 'delivered', 'dead')), tries integer not null,
  ready integer, worker text, tried_at text, reason text
) strict;
CREATE UNIQUE INDEX delivery_of_webhook on delivery (merchant, mode, webhook_id, id);
CREATE INDEX delivery_listed on delivery (merchant, mode, webhook_id, seq);
CREATE INDEX delivery_in_lane on delivery (merchant, mode, webhook_id, lane, seq) where status = 'waiting';
CREATE INDEX delivery_ready on delivery (mode, merchant, webhook_id, ready, seq) where ready is not null;
CREATE INDEX delivery_ended on delivery (at) where status <> 'waiting';
CREATE TABLE backtest (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null,
  created_at text not null, status text not null check (status in ('waiting', 'running', 'done', 'stopped')),
  ready integer, worker text, question text not null, progress text not null,
  primary key (merchant, mode, id)
) strict;
CREATE INDEX backtest_ready on backtest (mode, ready) where ready is not null;
CREATE INDEX api_key_listed on api_key (merchant, mode, created_at, id);
CREATE TABLE personal (
  merchant text not null, mode text not null check (mode in ('test', 'live')), name text not null,
  customer_id text, body text not null,
  primary key (merchant, mode, name)
) strict;
CREATE INDEX personal_of_customer on personal (merchant, mode, customer_id) where customer_id is not null;
CREATE TABLE seal (
  merchant text not null, mode text not null check (mode in ('test', 'live')), number integer not null,
  ordinal integer not null, position integer not null, turn integer not null,
  events integer not null, incidents integer not null, digest text not null, hash_before text not null,
  at text not null, public_key text not null, signature text not null,
  primary key (merchant, mode, number)
) strict;
CREATE UNIQUE INDEX seal_ordered on seal (mode, ordinal);
CREATE TABLE sealed_to (
  mode text not null primary key check (mode in ('test', 'live')), position integer not null, turn integer not null,
  seals integer not null, worker text, ready integer not null
) strict;
