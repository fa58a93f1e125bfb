/** What a server really runs for a statement: the parts of a parted store that its own plan of it went to. */
import type { Client } from "pg"

/** A statement with its values. */
export interface Ran {
  readonly sql: string
  readonly values: readonly unknown[]
}

interface Plan {
  readonly "Relation Name"?: string
  readonly "Actual Loops"?: number
  readonly Plans?: readonly Plan[]
}

/** The parts it ran on, by their table; of a table it never came to, all that it might have. */
type Parts = ReadonlyMap<string, ReadonlySet<string>>

/** Explains what was run once more, in a transaction that is taken back. */
export const partsOf = async (client: Client, { sql, values }: Ran): Promise<Parts> => {
  await client.query("begin")
  await client.query("set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan")
  // What is inserted is there already: as a new row it would collide, so its plan is only made.
  const analyzed = /^(select|update|delete)/.test(sql) ? "analyze, " : ""
  try {
    const { rows } = await client.query<{ readonly "QUERY PLAN": readonly { readonly Plan: Plan }[] }>({
      text: `explain (${analyzed}format json) ${sql}`,
      values: [...values],
    })
    return partsIn(rows[0]!["QUERY PLAN"][0]!.Plan)
  } finally {
    await client.query("rollback")
  }
}

const partsIn = (plan: Plan): Parts => {
  const [planned, run] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()]
  const walk = (one: Plan): void => {
    const name = one["Relation Name"]
    const table = name === undefined ? undefined : /^(\w+)_\d+$/.exec(name)?.[1]
    if (table !== undefined)
      for (const found of one["Actual Loops"] === 0 ? [planned] : [planned, run])
        found.set(table, (found.get(table) ?? new Set()).add(name!))
    for (const below of one.Plans ?? []) walk(below)
  }
  walk(plan)
  return new Map([...planned].map(([table, parts]) => [table, run.get(table) ?? parts]))
}

const parting: Readonly<Record<string, string>> = {
  payment: "id",
  refund: "payment_id",
  event: "payment_id",
  once_key: "key",
}

/** By what the rows that a statement inserts find their parts; a plan does not say where inserted rows go. */
export const keysIn = ({ sql, values }: Ran): readonly string[] => {
  const [, table = "", columns = ""] = /insert into "(\w+)" \((?:"position", )?([^)]*)\)/.exec(sql) ?? []
  const names = columns.replaceAll('"', "").split(", ")
  const place = names.indexOf(parting[table] ?? "none")
  if (place === -1) return []
  const rows = Array.from({ length: values.length / names.length }, (_, row) => row * names.length)
  return [...new Set(rows.map((row) => `${table} ${String(values[row + place])}`))]
}
