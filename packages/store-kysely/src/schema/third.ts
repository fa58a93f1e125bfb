/** Version 3 of the schema: where a merchant's providers are, and the secrets for them, sealed by whoever keeps them. */
import type { Dialect } from "../Dialect.ts"

/** The statements that make it of version 2, in order; a row without a sealed text stands for a gateway taken away. */
export const third = ({ integer, table }: Dialect): readonly string[] => [
  `create table gateway (
  merchant text not null, mode text not null check (mode in ('test', 'live')), provider text not null,
  url text, sealed text, changed_at text not null, turn ${integer} not null,
  primary key (merchant, mode, provider)
)${table}`,
  `create index gateway_changed on gateway (turn)`,
]
