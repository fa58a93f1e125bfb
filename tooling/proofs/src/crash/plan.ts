/** When the server is to die: at a random moment of the load, or by itself at a named point. */
import type { Chance } from "../chance.ts"

/** The points at which the server can be told to kill itself. */
export const points = [
  "before-commit",
  "after-commit",
  "after-intent",
  "after-send",
  "after-provider-reply",
  "before-outbox-ack",
] as const

/** One of them. */
export type Point = (typeof points)[number]

/** How one life of the server ends. */
export type Death =
  | { readonly _tag: "Random"; readonly afterRequests: number; readonly thenMs: number }
  | { readonly _tag: "At"; readonly point: Point; readonly time: number }

/** Tells a point from another word. */
export const isPoint = (word: string): word is Point => points.some((point) => point === word)

/** So many deaths: all at one point, or a twelfth at each of the six and the other half at random moments. */
export const plan = (kills: number, chance: Chance, at: Point | undefined): readonly Death[] => {
  const each = Math.ceil(kills / 12)
  const named: readonly Point[] =
    at === undefined
      ? points.flatMap((point) => Array.from({ length: each }, () => point)).slice(0, kills)
      : Array.from({ length: kills }, () => at)
  const deaths: Death[] = named.map((point) => ({ _tag: "At", point, time: 1 + chance.below(12) }))
  while (deaths.length < kills) {
    deaths.push({ _tag: "Random", afterRequests: 1 + chance.below(60), thenMs: chance.below(51) })
  }
  return chance.shuffled(deaths)
}
