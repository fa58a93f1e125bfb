/** Every endpoint as a method: what a method does with its question is the door's. */
import type { CallOptions } from "./Client.ts"
import { neverRepeated, routes } from "./routes.ts"
import type { Question } from "./send.ts"

type Row = readonly [method: string, path: string, sends: "body" | "query" | "nothing"]

/** The methods of a client. Table and `Client` are both held against the definition; the entries of an object forget it. */
export const methodsOf = (answer: (question: Question) => unknown): unknown =>
  mapped(routes, (rows) =>
    mapped(
      rows,
      (row: Row) =>
        (...all: readonly unknown[]) =>
          answer(questionOf(row, all)),
    ),
  )

const mapped = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))

const questionOf = (row: Row, all: readonly unknown[]): Question => {
  const [method, template, sends] = row
  const isAboutOne = template.includes("/:id")
  const rest = isAboutOne ? all.slice(1) : all
  const input = sends === "nothing" ? undefined : rest[0]
  const options: CallOptions = (sends === "nothing" ? rest[0] : rest[1]) ?? {}
  const path = isAboutOne ? template.replace(":id", encodeURIComponent(String(all[0]))) : template
  const isRepeatable = !neverRepeated.includes(row)
  const key = options.key ?? (method === "POST" && isRepeatable ? crypto.randomUUID() : undefined)
  return {
    method,
    path: sends === "query" ? `${path}${queryOf(input)}` : path,
    headers: headersOf(options, key, sends === "body"),
    body: sends === "body" ? JSON.stringify(input ?? {}) : undefined,
    key,
    signal: options.signal,
    isRepeatable,
  }
}

const queryOf = (input: unknown): string => {
  const named = Object.entries(input ?? {}).filter(([, value]) => value !== undefined)
  return named.length === 0 ? "" : `?${new URLSearchParams(named.map(([name, value]) => [name, String(value)]))}`
}

const headersOf = ({ ifMatch, wait }: CallOptions, key: string | undefined, hasBody: boolean) => ({
  accept: "application/json, application/problem+json",
  ...(hasBody ? { "content-type": "application/json" } : {}),
  ...(key === undefined ? {} : { "idempotency-key": key }),
  ...(wait === undefined ? {} : { prefer: `wait=${wait}` }),
  ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
})
