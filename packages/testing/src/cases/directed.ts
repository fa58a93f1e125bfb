/** The cross product of all edges as a numbered space of cases: any of them by its number, none of them twice. */
import type { LineInput } from "../oracle/Command.ts"
import type { CaseInput } from "./CaseInput.ts"
import { distinct, type Edges } from "./Edges.ts"
import { elsewhere, pasts, places, scenes, sizes, timings, type Scene } from "./choices.ts"

export interface Space {
  readonly size: number
  readonly at: (place: number) => CaseInput
}

/** Every case the edges make; neighbours in number differ in many choices, so that a few already cover much. */
export const directed = (found: Edges): Space => {
  const choices = choicesOf(found)
  const lengths = Object.values(choices).map((one) => one.length)
  const size = lengths.reduce((product, length) => product * length, 1)
  const stride = strideOf(size)
  return {
    size,
    at: (place) => {
      let rest = Number((BigInt(place) * BigInt(stride)) % BigInt(size))
      const digits = lengths.map((length) => {
        const digit = rest % length
        rest = (rest - digit) / length
        return digit
      })
      return caseOf(found, choices, digits)
    },
  }
}

/** Number 0 is the simplest case; the others follow in golden steps. */
const strideOf = (size: number): number => {
  let stride = Math.max(1, Math.floor(size * 0.618))
  while (divisor(stride, size) !== 1) stride += 1
  return stride
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

const choicesOf = (found: Edges) => {
  const where = places(found)
  const { currencies: _currencies, ...named } = found
  const times = timings(found)
  const isFewer = found.past.length === 0
  return {
    where,
    scene: scenes(named as Edges),
    size: Array.from({ length: Math.max(...where.map((place) => sizes(found, place).length)) }, (_, place) => place),
    timing: times,
    reason: reasonsOf(found),
    note: found.sights.includes("note") ? [undefined, "broken on arrival"] : [undefined],
    past: pasts(found, "").map((_, place) => place),
    paymentTags: [undefined, ...distinct(found.tags)],
    elsewhere: isFewer
      ? [0]
      : Array.from({ length: elsewhere(found.past, "EUR", times[0]!.askedAt).length }, (_, place) => place),
  }
}

type Choices = ReturnType<typeof choicesOf>

const reasonsOf = ({ reasons }: Edges): readonly (string | undefined)[] => {
  const all = ["requested_by_customer", "other", "goodwill"]
  return distinct([undefined, ...reasons, all.find((one) => !reasons.includes(one))])
}

const caseOf = (found: Edges, choices: Choices, digits: readonly number[]): CaseInput => {
  const [where, scene, size, timing, reason, note, past, paymentTag, gone] = digits as [
    ...[number, number, number, number, number, number, number, number, number],
  ]
  const [provider, currency] = choices.where[where]!
  const among = sizes(found, [provider, currency])
  const { askedAt, dates } = choices.timing[timing]!
  const at = dates.deliveredAt !== undefined && dates.deliveredAt < askedAt ? dates.deliveredAt : askedAt
  const history = pasts(found, at)[past]!
  const taken = history.filter(({ _tag }) => _tag === "Request" || _tag === "OpenDispute").length * 100
  const tag = choices.paymentTags[paymentTag]
  const because = choices.reason[reason]
  const said = choices.note[note]
  const told = elsewhere(found.past, currency, askedAt)
  const history1 = told[gone % told.length]!
  const { ask, captured, lines } = staged(choices.scene[scene]!, among[size % among.length]!, taken)
  return {
    payment: {
      provider,
      references: {},
      currency,
      captured,
      ...dates,
      ...(provider === "dodo" ? { customer: { id: "c", name: "C", email: "c@example.com" } } : {}),
      lines,
      ...(tag === undefined ? {} : { tags: [tag] }),
    },
    history,
    ask: {
      ...ask,
      ...(because === undefined ? {} : { reason: because }),
      ...(said === undefined ? {} : { note: said }),
    },
    askedAt,
    ...(found.past.some(({ whose }) => whose === "customer") ? { customerHistory: history1 } : {}),
    ...(found.past.some(({ whose }) => whose === "actor") ? { requestedBy: "ann", actorHistory: history1 } : {}),
  }
}

/** Lines worth enough to ask for a size after what was taken: exactly that, or more where a part is asked for. */
const staged = ({ asks, goods }: Scene, size: number, taken: number) => {
  const line = (id: string, place: number, net: number): LineInput => ({
    id,
    quantity: 1,
    net,
    taxes: [],
    ...goods[place]!,
  })
  const ids = ["a", "b"]
  if (asks === "line") {
    const lines = [line("a", 0, 10_000 + taken), line("b", 1, size)]
    const captured = 10_000 + taken + size
    return { lines, captured, ask: { lines: [{ id: "b" }] } }
  }
  const whole = asks === "part" ? Math.max(10_000, 2 * size) + taken : size + taken
  const nets = goods.length === 1 ? [whole] : [Math.ceil(whole / 2), Math.floor(whole / 2)]
  return {
    lines: nets.map((net, place) => line(ids[place]!, place, net)),
    captured: whole,
    ask: asks === "part" ? { amount: size } : {},
  }
}
