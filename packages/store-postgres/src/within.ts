/** Runs programs in the open transaction of an embedder's own client, each under a savepoint. */
import type { Call, Dialect, Program, Runner, Steps, Thrown } from "@refund-rules/store-kysely"
import { Effect } from "effect"
import type { ClientBase } from "pg"
import { told } from "./PostgresFailed.ts"

export const within =
  (_dialect: Dialect): Runner["within"] =>
  (handle, program) =>
    Effect.tryPromise({ try: () => run(handle, program), catch: (thrown): Thrown => ({ thrown }) })

const run = async <A>(handle: unknown, program: Program<A>): Promise<A> => {
  const client = clientOf(handle)
  await client.query("savepoint refund_rules")
  try {
    const value = await drive(client, program())
    await client.query("release savepoint refund_rules")
    return value
  } catch (error) {
    await client.query("rollback to savepoint refund_rules; release savepoint refund_rules")
    throw told(error)
  }
}

/** What holds up everybody is run last here too, so that it does so only from the end of the change on. */
const drive = async <A>(client: ClientBase, steps: Steps<A>): Promise<A> => {
  const late: Call[] = []
  let step = steps.next()
  while (step.done !== true) {
    if (step.value.statement.isLate === true) late.push(step.value)
    step = steps.next(step.value.statement.isLate === true ? [] : await ask(client, step.value))
  }
  for (const call of late) await ask(client, call)
  return step.value
}

const ask = async (client: ClientBase, call: Call): Promise<readonly unknown[]> => {
  const { also, more = [], statement, values } = call
  const rows: unknown[] = []
  for (const each of [values, ...more]) {
    const answered = await client.query({
      text: statement.sql,
      values: [...each],
      types: { getTypeParser: () => plain },
    })
    rows.push(...numbered(answered.fields, answered.rows))
  }
  return also === undefined ? rows : [rows, await ask(client, also)]
}

const plain = (value: string): string => value
const NUMBERS = new Set([20, 21, 23])

const numbered = (
  fields: readonly { readonly name: string; readonly dataTypeID: number }[],
  rows: readonly Record<string, unknown>[],
): readonly Record<string, unknown>[] => {
  const names = fields.filter(({ dataTypeID }) => NUMBERS.has(dataTypeID)).map(({ name }) => name)
  for (const row of rows) for (const name of names) if (row[name] !== null) row[name] = Number(row[name])
  return rows
}

const clientOf = (handle: unknown): ClientBase => {
  const client = handle as Partial<ClientBase> & { readonly getTransactionStatus?: () => string | null }
  if (typeof client.query !== "function" || typeof client.getTransactionStatus !== "function")
    throw new Error("the enclosing transaction is no client of `pg`")
  if (client.getTransactionStatus() !== "T")
    throw new Error("the enclosing client has no open transaction: begin one first")
  return client as ClientBase
}
