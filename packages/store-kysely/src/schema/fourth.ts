/** Version 4 of the schema: how versions of policies stand, what those in shadow say otherwise, and a day's limit of a key. */
import type { Dialect } from "../Dialect.ts"

/** The statements that make it of version 3, in order; every version published so far is active. */
export const fourth = ({ integer, table }: Dialect): readonly string[] => [
  `alter table api_key add column max_amount_per_day text`,
  `alter table policy add column status text not null default 'active' check (status in ('draft', 'shadow', 'active'))`,
  `create table difference (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null,
  policy_id text not null, version ${integer} not null, at text not null, payment_id text not null,
  moved text not null, body text not null,
  primary key (merchant, mode, id)
)${table}`,
  `create index difference_listed on difference (merchant, mode, policy_id, at, id)`,
  `create index difference_counted on difference (merchant, mode, policy_id, version, moved)`,
]
