/** What a client has learned of a server: the ids it was told, by kind, and the cursors of lists. */
import type { Chance } from "../chance.ts"

/** Ids by kind, newest last; a kind is the noun of its path, such as `payments`. */
export interface Known {
  readonly add: (kind: string, id: string) => void
  readonly pick: (kind: string, chance: Chance) => string | undefined
  /** Takes up whatever an answer names. */
  readonly learn: (path: string, answer: Learned) => void
}

/** What an answer tells beside its body: where something was made, and whether the path asked for made it. */
export interface Learned {
  readonly body: unknown
  readonly location: string | undefined
  readonly target: string
  readonly isMade: boolean
}

const atMost = 300

/** The kind that a path names something of: `refunds` of `/v1/refunds/{id}/approve`. */
export const kindOf = (path: string): string => path.split("/")[2] ?? ""

/** The kind that a member such as `paymentId` names something of; undefined where it names nothing. */
export const kindNamed = (member: string): string | undefined => {
  const [, noun] = /^([a-z]+)Id$/.exec(member) ?? []
  if (noun === undefined) return undefined
  return noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`
}

/** Nothing known yet; `kept` are ids that nobody shall come across. */
export const nothingKnown = (kept: ReadonlySet<string> = new Set()): Known => {
  const ids = new Map<string, string[]>()
  const add = (kind: string, id: string): void => {
    if (kept.has(id)) return
    const some = ids.get(kind) ?? []
    ids.set(kind, some)
    some.push(id)
    if (some.length > atMost) some.splice(0, atMost / 3)
  }
  return {
    add,
    pick: (kind, chance) => {
      const some = ids.get(kind) ?? []
      return some.length === 0 ? undefined : chance.oneOf(some)
    },
    learn: (path, { body, isMade, location, target }) => {
      const [, , kind, id] = location?.split("/") ?? []
      if (kind !== undefined && id !== undefined) add(kind, decodeURIComponent(id))
      if (typeof body !== "object" || body === null) return
      // What was put somewhere is there.
      const [, , own, name, ...verbs] = target.split("?", 1)[0]!.split("/")
      if (isMade && own !== undefined && name !== undefined && verbs.length === 0) add(own, decodeURIComponent(name))
      // What is answered below `/v1/x/{id}/verb` may be of another kind: its place says which.
      const isOwn = path.split("/").length <= 4
      if (isOwn && "id" in body && typeof body.id === "string") add(kindOf(path), body.id)
      if ("nextCursor" in body && typeof body.nextCursor === "string") add(`cursor ${path}`, body.nextCursor)
      if (isOwn && "items" in body && Array.isArray(body.items)) learnItems(add, kindOf(path), body.items)
    },
  }
}

const learnItems = (add: Known["add"], kind: string, items: readonly unknown[]): void => {
  for (const item of items.slice(0, 5)) {
    if (typeof item === "object" && item !== null && "id" in item && typeof item.id === "string") add(kind, item.id)
  }
}
