/** Asks a running server so many questions over many connections at once, and keeps count of what came and what was wrong. */
import { chanceOf } from "../chance.ts"
import { documentOf } from "../document/Document.ts"
import { nothingKnown } from "../document/Known.ts"
import { type Heard, openLine, type Unheard } from "../document/Line.ts"
import { type Asking, ask, type Keys, type Made } from "./ask.ts"
import { faultsOf } from "./judge.ts"
import { bytesOf, told } from "./Question.ts"

/** A server to ask. */
export interface Target {
  readonly native: string
  readonly rootKey: string
}

/** Where webhooks may go that a run makes: nobody listens there. */
export const nobody = "127.0.0.1:9"

/** What came of a run. */
export interface Fuzzed {
  readonly requests: number
  readonly seconds: number
  /** How often each operation was answered with each status; `other` for what is none of the document's. */
  readonly coverage: Map<string, Map<number | "none", number>>
  /** Each fault once, by what it is, with the first request that showed it and how many did. */
  readonly faults: Map<string, { readonly example: string; count: number }>
  readonly latencies: number[]
  /** Every documented parameter as `operation parameter`, and how often a request with it was done as it wished. */
  readonly parameters: Map<string, number>
  /** Which operations each scope alone is let in to. */
  readonly admitted: ReadonlyMap<string, boolean>
}

const scopes = ["payments:write", "refunds:write", "refunds:approve", "policies:write", "read", "admin"]

/** How many at once, and how long an answer may take: on a machine that others want too, longer than it should. */
export interface Manner {
  readonly connections: number
  readonly patienceMs: number
}

const usual: Manner = { connections: 32, patienceMs: 30_000 }

/** Asks. */
export const fuzz = async (
  target: Target,
  requests: number,
  seed: number,
  { connections, patienceMs }: Manner = usual,
): Promise<Fuzzed> => {
  const document = await documentOf(target.native)
  const { ids, keys } = await keysOf(target)
  const known = nothingKnown(new Set(ids))
  for (const provider of ["stripe", "dodo", "wooshpay", "dollr", "loop"]) known.add("gateways", provider)
  known.add("policies", "default")
  const asking: Asking = { chance: chanceOf(seed), document, keys, known, accepted: new Map(), admitted: new Map() }
  const run: Fuzzed = { ...empty(), admitted: asking.admitted }
  for (const { name, parameters } of document.operations)
    for (const parameter of parameters) run.parameters.set(`${name} ${parameter.name}`, 0)
  const port = Number(new URL(target.native).port)
  let left = requests
  const since = performance.now()
  const one = async (): Promise<void> => {
    const line = openLine(port, 4 * patienceMs)
    while (left-- > 0) {
      const made = ask(asking)
      const heard = await line.ask(bytesOf(made.question), made.question.method === "HEAD")
      take(run, asking, made, heard, patienceMs)
    }
    line.close()
  }
  await Promise.all(Array.from({ length: connections }, one))
  return { ...run, requests, seconds: (performance.now() - since) / 1000 }
}

const empty = (): Omit<Fuzzed, "admitted"> => ({
  requests: 0,
  seconds: 0,
  coverage: new Map(),
  faults: new Map(),
  latencies: [],
  parameters: new Map(),
})

const keysOf = async ({ native, rootKey }: Target): Promise<{ ids: readonly string[]; keys: Keys }> => {
  const made = await Promise.all(
    scopes.map(async (scope) => {
      const answer = await fetch(`${native}/v1/keys`, {
        method: "POST",
        headers: { authorization: `Bearer ${rootKey}`, "content-type": "application/json" },
        body: JSON.stringify({ actor: `only ${scope}`, scopes: [scope] }),
      })
      const { id, key } = (await answer.json()) as { readonly id: string; readonly key: string }
      return { scope, id, key }
    }),
  )
  const scoped = new Map(made.map(({ key, scope }) => [scope, key]))
  return { ids: made.map(({ id }) => id), keys: { all: rootKey, scoped } }
}

const take = (run: Fuzzed, asking: Asking, made: Made, heard: Heard | Unheard, patienceMs: number): void => {
  const { question, value } = made
  const name = question.operation?.name ?? "none of the document's"
  const statuses = run.coverage.get(name) ?? new Map<number | "none", number>()
  run.coverage.set(name, statuses.set(heard.status, (statuses.get(heard.status) ?? 0) + 1))
  const faults = [...faultsOf(question, heard, patienceMs), ...doorFaults(asking, made, heard)]
  for (const fault of faults) note(run, `${name}: ${fault}`, made, heard)
  if (heard.status === "none") return
  run.latencies.push(heard.milliseconds)
  for (const parameter of isTaken(heard) ? (made.parameters ?? []) : []) {
    const driven = `${name} ${parameter}`
    run.parameters.set(driven, (run.parameters.get(driven) ?? 0) + 1)
  }
  if (heard.status >= 300 || heard.text === "") return
  asking.known.learn(question.operation?.path ?? "", {
    body: JSON.parse(heard.text),
    location: heard.headers.get("location"),
    target: question.target,
    isMade: question.method === "PUT",
  })
  if (value === undefined) return
  const bodies = asking.accepted.get(name) ?? []
  asking.accepted.set(name, bodies)
  if (bodies.length < 40) bodies.push(value)
  else bodies[asking.chance.below(bodies.length)] = value
}

/** A version that is no longer the last was looked at, too. */
const isTaken = ({ status }: Heard): boolean => status < 300 || status === 412

/** A key of one scope is let in always or never. */
const doorFaults = ({ admitted }: Asking, { door }: Made, heard: Heard | Unheard): readonly string[] => {
  const { status } = heard
  if (door === undefined || status === "none" || status === 404 || status === 400) return []
  const before = admitted.get(door)
  const isIn = status !== 403 || !isOfScope(heard.text)
  if (before === undefined) admitted.set(door, isIn)
  return before === true && !isIn ? [`${door} was let in before, and is not now`] : []
}

/** What a body asks for may be refused to whoever is let in: a key of another mode or merchant, the approval of one's own. */
const isOfScope = (text: string): boolean =>
  text.includes('"code":"insufficient_scope"') && !text.includes("of another merchant")

const note = (run: Fuzzed, fault: string, { question }: Made, heard: Heard | Unheard): void => {
  // Ids and values differ from time to time; what is wrong does not.
  const key = fault.slice(0, 160).replaceAll(/[\da-f-]{36}|\d{3,}(?= ms)/g, "*")
  const known = run.faults.get(key)
  if (known !== undefined) return void known.count++
  const text = heard.status === "none" ? "" : `\n    <- ${heard.status} ${heard.text.slice(0, 1000)}`
  run.faults.set(key, { example: `${told(question)}${text}`, count: 1 })
}
