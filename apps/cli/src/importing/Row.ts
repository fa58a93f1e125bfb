/** One row of a file that is imported: JSON as it stands, or the named fields of CSV; and how its members are read. */
import type { Fault, Result } from "@refund-rules/core"

export type Row =
  | { readonly isCsv: false; readonly json: unknown }
  | { readonly isCsv: true; readonly fields: Readonly<Record<string, string>> }

/** A refund that was made elsewhere, of a payment that is registered here. */
export interface OutsideRefund {
  readonly paymentId?: string
  readonly provider?: string
  readonly references?: Readonly<Record<string, string | number>>
  readonly providerRefundId: string
  readonly status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled"
  readonly amount: number
  readonly currency: string
}

/** Reads members under the names a provider's exports use for them, and gathers what is missing. */
export interface Reader {
  /** The first of these names that says something, as text. */
  readonly text: (...names: readonly string[]) => string | undefined
  /** As `text`, and a fault where none of them does. */
  readonly need: (...names: readonly string[]) => string
  readonly fault: (name: string, message: string) => void
  readonly faults: readonly Fault[]
}

export const readerOf = (row: Row): Reader => {
  const members = row.isCsv ? lowered(row.fields) : undefined
  const faults: Fault[] = []
  const fault = (name: string, message: string): void =>
    void faults.push({ path: `/${name}`, code: "row_incomplete", message })
  const text = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const found =
        members === undefined ? within(row.isCsv ? undefined : row.json, name) : members.get(name.toLowerCase())
      if (typeof found === "string" && found !== "") return found
      if (typeof found === "number" || typeof found === "boolean") return String(found)
    }
    return undefined
  }
  return {
    faults,
    fault,
    text,
    need: (...names) => {
      const found = text(...names)
      if (found === undefined) fault(names[0] ?? "", `expected ${names.map((name) => `\`${name}\``).join(" or ")}`)
      return found ?? ""
    },
  }
}

/** What was read, unless something was missing. */
export const complete = <A>(reader: Reader, value: A): Result<A> =>
  reader.faults.length === 0 ? { ok: true, value } : { ok: false, faults: reader.faults }

const lowered = (fields: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(fields).map(([name, value]) => [name.trim().toLowerCase(), value]))

/** A member by its path, such as `customer.email`; of an object that stands where only its id is meant, that id. */
const within = (json: unknown, path: string): unknown => {
  let found = json
  for (const step of path.split("."))
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[step] : undefined
  return typeof found === "object" && found !== null && "id" in found ? found.id : found
}
