/**
 * Row-level security, a second wall around merchants: statements run under a role that owns nothing, and see rows only of
 * the merchants their transaction named.
 */
import type { Sent } from "./Pipeline.ts"

/** The role all work is done under; it cannot log in. */
export const WORKER = "refund_rules_worker"

/** Says whose rows the transaction may see; where one of its programs has to see all, it may. */
export const sees = (merchants: readonly (string | undefined)[]): Sent => {
  const names = [...new Set(merchants)]
  const list = names.includes(undefined) ? "*" : `{${names.map((name) => JSON.stringify(name)).join(",")}}`
  return { sql: "select set_config('refund_rules.merchants', $1, true)", rows: "none", values: [list] }
}

/** Everybody's, where the list is a star; nobody's, where nothing was said. Read once for each statement. */
const said = "current_setting('refund_rules.merchants', true)"
const seen = `(select case ${said} when '*' then null else coalesce(nullif(${said}, ''), '{}')::text[] end)::text[]`
const walled = (column: string): string => `coalesce(${column} = any (${seen}), true)`

/**
 * Makes the role and lets whoever is connected take it, where that is not so already. From version 16 on whoever makes a role
 * is a member that may hand it on and not take it.
 */
export const workerRole: readonly string[] = [
  `do $$ begin
  if not exists (select from pg_roles where rolname = '${WORKER}') then
    create role ${WORKER} nologin nosuperuser nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null;
end $$`,
  `do $$ declare
  taking text := case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end;
begin
  if not pg_has_role(current_user, '${WORKER}', taking) then execute format('grant ${WORKER} to %I', current_user); end if;
end $$`,
]

/** What to do where the server does not let the user of the URL do so. */
export const WORKER_REFUSED = `the user may neither make the role \`${WORKER}\` nor take it: let a superuser run \`create role ${WORKER} nologin\`, unless it is there, and \`grant ${WORKER} to\` the user (postgres_worker_role)`

/** Puts up the wall around every table that is there: again after every migration, and the same every time. */
export const walls: readonly string[] = [
  `do $$ begin execute format('grant usage on schema %I to ${WORKER}', current_schema()); end $$`,
  `do $$ declare
  walled record;
begin
  for walled in
    select c.oid::regclass as name, a.attname as told_by, c.relrowsecurity as is_up from pg_class c
    left join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      and a.attname = case when c.relname = 'merchant' then 'id' else 'merchant' end
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'refund_rules_migration'
  loop
    execute format('grant select, insert, update, delete on %s to ${WORKER}', walled.name);
    if walled.told_by is not null and not walled.is_up then
      execute format('alter table %s enable row level security', walled.name);
      execute format($policy$create policy of_merchants on %1$s using (${walled("%2$I")})$policy$, walled.name, walled.told_by);
    end if;
  end loop;
end $$`,
  `grant select on refund_rules_migration to ${WORKER}`,
]
