/** Connections that are cut: by chance after any statement, and where a commit was done and its answer not heard. */
import type { Fate, Proxy } from "@refund-rules/harness"
import { type DatabaseFault, times, until } from "./DatabaseFault.ts"
import type { Stage } from "./Stage.ts"

/** Cuts the connection of whoever sends next, after the statement in it that was the last one least often. */
export const cutAnywhere: DatabaseFault = {
  name: "connection killed after a statement",
  runs: 100,
  strike: async (stage) => {
    let passing = stage.chance.below(6)
    const { done, parcel } = await cut(stage, ({ statements }) => {
      if (statements.length === 0 || passing-- > 0) return undefined
      const [rarest = 0] = statements
        .map((_, index) => index)
        .toSorted((a, b) => struck(statements[a]!) - struck(statements[b]!))
      return { after: stage.chance.below(20) === 0 ? 0 : rarest + 1 }
    })
    const last = parcel.statements[Math.min(done.length, parcel.statements.length) - 1]
    const words = last === undefined ? "before any" : wordsOf(last)
    STRUCK.set(words, (STRUCK.get(words) ?? 0) + 1)
    return [words]
  },
}

const STRUCK = new Map<string, number>()
const struck = (sql: string): number => STRUCK.get(wordsOf(sql)) ?? 0

const ASKED_MS = 10_000

/** The commit of refunds is done, and nobody hears of it: what came of them is told by their keys. */
export const commitUnanswered: DatabaseFault = {
  name: "commit's answer lost, of refunds",
  runs: 40,
  strike: async (stage) => {
    const read = new Set<string>()
    const { done, parcel } = await cut(
      stage,
      (sent) => (isCommit(sent) && keysIn(sent, "insert").length > 0 ? "lose the answer" : undefined),
      (later) => keysIn(later, "select").forEach((key) => read.add(key)),
    )
    if (done.at(-1) !== "COMMIT") return []
    const keys = keysIn(parcel, "insert")
    await until(() => keys.every(stage.isAnswered), ASKED_MS)
    return [
      "committed and not told",
      ...times(keys.length, "key in doubt"),
      ...times(keys.filter((key) => read.has(key)).length, "key read again"),
      ...times(keys.filter(stage.isAnswered).length, "answered all the same"),
    ]
  },
}

/** The same of what has no key: leases, errands, what a provider said. */
export const commitOfNoKeyUnanswered: DatabaseFault = {
  name: "commit's answer lost, of other changes",
  runs: 40,
  strike: async (stage) => {
    const isMeant = (sent: Parcel): boolean => isCommit(sent) && keysIn(sent, "insert").length === 0
    const { done } = await cut(stage, (sent) => (isMeant(sent) ? "lose the answer" : undefined))
    return done.at(-1) === "COMMIT" ? ["committed and not told"] : []
  },
}

const isCommit = ({ statements }: Parcel): boolean => statements.at(-1) === "commit"

type Parcel = Parameters<Proxy["fate"]>[1]

interface Cut {
  readonly parcel: Parcel
  /** What the server did of it, told when the connection has ended. */
  readonly done: readonly string[]
}

/** Waits for something that is sent and may be cut, cuts it, and waits until the server is through with it. */
const cut = (
  { proxy }: Stage,
  choose: (parcel: Parcel) => Fate | undefined,
  afterwards: (parcel: Parcel) => void = () => undefined,
): Promise<Cut> =>
  new Promise((resolve) => {
    const done: string[] = []
    proxy.fate = (_number, parcel) => {
      const fate = choose(parcel)
      if (fate === undefined) return "pass"
      proxy.heard = (word, isCut) => {
        if (isCut && word._tag === "Done") done.push(word.tag)
        if (isCut && word._tag === "Ended") resolve({ parcel, done })
      }
      proxy.fate = (_later, sent) => {
        afterwards(sent)
        return "pass"
      }
      return fate
    }
  })

/** The keys of clients that its statements of this kind are about. */
const keysIn = ({ statements, values }: Parcel, kind: "insert" | "select"): readonly string[] =>
  statements.flatMap((sql, index) =>
    sql.startsWith(kind) && sql.includes('"once_key"')
      ? values(index).filter((value): value is string => /^key-\d+$/.test(value ?? ""))
      : [],
  )

/** What a statement does, without its details: `update payment`. */
const wordsOf = (sql: string): string => {
  const text = sql.replaceAll(/\s+/g, " ").trim()
  const [verb = ""] = /^\w+/.exec(text) ?? []
  const [, table] =
    /(?:insert into|update|from) "?(\w+)"?/.exec(text.replace(/^with .*?\) (?=insert|select)/, "")) ?? []
  return verb === "with" ? `insert ${table ?? ""}` : table === undefined ? verb : `${verb} ${table}`
}
