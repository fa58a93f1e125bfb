/** Lists, newest first: one statement for each set of filters that is used, compiled when it first is. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import { many } from "../Statement.ts"
import type { Tables } from "../schema/Tables.ts"
import { keyColumns } from "./bookStatements.ts"
import { refundColumns, sessionColumns } from "./readingStatements.ts"

/** What is listed. */
export type Table = "payment" | "refund" | "session" | "incident" | "difference" | "api_key"

/** How a filter narrows a list: a column, and how it compares. */
interface Narrowing {
  readonly column: string
  /** A text member of the JSON in that column is what is compared. */
  readonly member?: string
  readonly operator: "=" | ">=" | "<" | "<="
}

const equal = (column: string): Narrowing => ({ column, operator: "=" })
const since = (column: string): Narrowing => ({ column, operator: ">=" })
const before = (column: string): Narrowing => ({ column, operator: "<" })

interface Listed {
  /** The instant of creation, by which a list is sorted, and then by id. */
  readonly at: string
  readonly columns: readonly string[]
  readonly narrowings: Readonly<Record<string, Narrowing>>
  /** A status that all but few have; lists of any other have an index that holds only those few. */
  readonly usual?: string
  /** A status that few have, with an index of its own. */
  readonly rare?: string
}

const lists: Readonly<Record<Table, Listed>> = {
  payment: {
    at: "created_at",
    columns: ["id", "created_at as at", "body", "grown"],
    narrowings: {
      provider: equal("provider"),
      customerId: equal("customer_id"),
      currency: equal("currency"),
      status: equal("status"),
      from: since("created_at"),
      until: before("created_at"),
    },
    usual: "captured",
  },
  refund: {
    at: "created_at",
    columns: refundColumns,
    narrowings: {
      paymentId: equal("payment_id"),
      providerRefundId: { ...equal("body"), member: "providerRefundId" },
      status: equal("status"),
      reason: equal("reason"),
      provider: equal("provider"),
      customerId: equal("customer_id"),
      currency: equal("currency"),
      amountFrom: since("amount"),
      amountTo: { column: "amount", operator: "<=" },
      from: since("created_at"),
      until: before("created_at"),
    },
    usual: "succeeded",
  },
  session: {
    at: "opened_at",
    columns: sessionColumns,
    narrowings: { paymentId: equal("payment_id"), status: equal("status") },
  },
  incident: {
    at: "opened_at",
    columns: [
      "id",
      "opened_at as at",
      "payment_id",
      "refund_id",
      "kind",
      "detail",
      "status",
      "resolved_by",
      "resolution",
    ],
    narrowings: { paymentId: equal("payment_id"), status: equal("status"), kind: equal("kind") },
    rare: "open",
  },
  api_key: {
    at: "created_at",
    columns: ["created_at as at", ...keyColumns],
    narrowings: {},
  },
  difference: {
    at: "at",
    columns: ["id", "at", "payment_id", "body"],
    narrowings: { policyId: equal("policy_id"), version: equal("version") },
  },
}

/** The values of a list's statement: scope, limit, the filters given, and where the page before ended. */
export type ListValues = Readonly<Record<string, string | number>>

/** What a list is narrowed by: values, and the states it may have, which are written into the SQL. */
type Given = Readonly<Record<string, string | number | readonly string[]>>

export const listStatements = (dialect: Dialect) => {
  const known = new Map<string, ReturnType<typeof listOf>>()
  return (table: Table, { statuses, ...others }: Given) => {
    const given = others as ListValues
    const states = Array.isArray(statuses) ? (statuses as readonly string[]) : undefined
    const names = Object.keys(lists[table].narrowings).filter((name) => given[name] !== undefined)
    const { rare, usual } = lists[table]
    const isUnusual =
      (names.includes("status") && (given["status"] === rare || (usual ?? given["status"]) !== given["status"])) ||
      (usual !== undefined && states?.includes(usual) === false)
    const side = sideOf(given)
    const shape = `${table} ${names.join(" ")} ${isUnusual} ${side} ${states?.join(" ") ?? "any"}`
    const statement = known.get(shape) ?? listOf(dialect, table, { names, isUnusual, side, states })
    known.set(shape, statement)
    return statement(given)
  }
}

/** Which records of the list: all, all but the newest, or those older or newer than where a page ended. */
type Side = "all" | "skipped" | "older" | "newer"

const sideOf = (given: ListValues): Side => {
  if (given["cursorId"] === undefined) return given["skip"] === undefined ? "all" : "skipped"
  return given["isNewer"] === 1 ? "newer" : "older"
}

interface Shape {
  readonly names: readonly string[]
  readonly isUnusual: boolean
  readonly side: Side
  readonly states: readonly string[] | undefined
}

type Row = Readonly<Record<string, string | number | null>>

const listOf = (dialect: Dialect, table: Table, { isUnusual, names, side, states }: Shape) =>
  many<ListValues>()(dialect, (writer, given) => {
    const { at, columns, narrowings, rare, usual } = lists[table]
    let query = writer
      .selectFrom(table as "refund")
      .select(columns as unknown as readonly (keyof Tables["refund"])[])
      .$castTo<Row>()
      .where("merchant", "=", given["merchant"] as string)
      .where("mode", "=", given["mode"] as "test")
    for (const name of names) {
      const { column, member, operator } = narrowings[name]!
      const compared = member === undefined ? sql.ref(column) : sql.raw(dialect.member(column, member))
      query = query.where(compared, operator, given[name] as string)
    }
    // Said in the SQL's own words, so that the index of those few may serve.
    if (isUnusual && usual !== undefined) query = query.where("status", "<>", sql.lit(usual))
    if (isUnusual && rare !== undefined) query = query.where("status", "=", sql.lit(rare))
    if (states !== undefined)
      query = query.where(
        sql.ref("status"),
        "in",
        states.map((state) => sql.lit(state)),
      )
    if (side === "older" || side === "newer")
      query = query.where((row) =>
        row(
          row.refTuple(at as "id", "id"),
          side === "newer" ? ">" : "<",
          row.tuple(given["cursorAt"] as string, given["cursorId"] as string),
        ),
      )
    // Of one payment or one name at the provider there are few, and of several unusual states together: found by that and
    // then sorted, so the list's own index is put out of sight.
    const isFew =
      names.includes("paymentId") || names.includes("providerRefundId") || (isUnusual && states !== undefined)
    const sorted = isFew ? sql`coalesce(${sql.ref(at)}, '')` : sql.ref(at)
    const ordered = query
      .orderBy(sorted, side === "newer" ? "asc" : "desc")
      .orderBy("id", side === "newer" ? "asc" : "desc")
      .limit(given["limit"] as number)
    return side === "skipped" ? ordered.offset(given["skip"] as number) : ordered
  })
