/** Version 7 of the schema: backtests that were asked for with how far they are, and keys in the order they were made. */
import type { Dialect } from "../Dialect.ts"

/** The statements that make it of version 6, in order; `ready` is null where a backtest ended. */
export const seventh = ({ integer, table }: Dialect): readonly string[] => [
  `create table backtest (
  merchant text not null, mode text not null check (mode in ('test', 'live')), id text not null,
  created_at text not null, status text not null check (status in ('waiting', 'running', 'done', 'stopped')),
  ready ${integer}, worker text, question text not null, progress text not null,
  primary key (merchant, mode, id)
)${table}`,
  `create index backtest_ready on backtest (mode, ready) where ready is not null`,
  `create index api_key_listed on api_key (merchant, mode, created_at, id)`,
]
