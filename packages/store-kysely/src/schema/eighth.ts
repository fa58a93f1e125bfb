/** Version 8 of the schema: what tells of people, apart from what is chained, so that it can be erased. */
import type { Dialect } from "../Dialect.ts"

/** The statements that make it of the version before. */
export const eighth = ({ table }: Dialect): readonly string[] => [
  `create table personal (
  merchant text not null, mode text not null check (mode in ('test', 'live')), name text not null,
  customer_id text, body text not null,
  primary key (merchant, mode, name)
)${table}`,
  `create index personal_of_customer on personal (merchant, mode, customer_id) where customer_id is not null`,
]
