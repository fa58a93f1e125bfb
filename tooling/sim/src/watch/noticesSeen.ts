/** The notices that wait for the inbox, so that somebody wakes for them; and those it says it applied, each once. */
import type { Notice, Scope } from "@refund-rules/engine"
import type { Around } from "./Around.ts"

export const noticesSeen = ({ expect, timeline, trace }: Pick<Around, "expect" | "timeline" | "trace">) => {
  const waiting = new Map<string, number>()
  const appliedOnce = new Set<string>()
  const nameOf = ({ merchant, mode }: Scope, { id, provider }: Pick<Notice, "id" | "provider">): string =>
    `${merchant} ${mode} ${provider} ${id}`
  return {
    waits: (scope: Scope, notice: Notice, millis: number): void => {
      const name = nameOf(scope, notice)
      const at = timeline.now() + Math.max(0, millis)
      waiting.set(name, at)
      expect("inbox", at, () => waiting.get(name) === at)
    },
    taken: (scope: Scope, notice: Pick<Notice, "id" | "provider">): void => void waiting.delete(nameOf(scope, notice)),
    applied: ({ merchant, mode }: Scope, door: string, key: string): void => {
      const name = `${merchant} ${mode} ${door} ${key}`
      if (appliedOnce.has(name)) trace.broken("a notice is applied once", `${name} was applied twice`)
      appliedOnce.add(name)
    },
  }
}
