/** The cross product of all edges as a numbered space of cases: any of them by its number, none of them twice. */
import type { LineInput } from "../oracle/Command.ts"
import type { CaseInput } from "./CaseInput.ts"
import { distinct, type Edges, type PastLimit } from "./Edges.ts"
import { type Digits, evenOver, everyOf, type Numbered } from "./numbered.ts"
import { elsewhere, pasts, places, scenes, sizes, timings, type Scene } from "./choices.ts"

export interface Space extends Numbered {
  readonly lengths: readonly number[]
  /** For more than can be looked at: as many places as wanted, spread evenly. */
  readonly spread: (place: number) => Digits
  readonly case: (digits: Digits) => CaseInput
}

/** Every case the edges make; of `around`, edges that other answers look at, only what a case must have is there. */
export const directed = (found: Edges, around: Edges = found): Space => {
  const choices = choicesOf(found)
  const lists = dependent(found)
  const lengths = Object.values(choices).map((one) => one.length)
  return {
    ...everyOf(lengths),
    lengths,
    spread: evenOver(lengths),
    case: (digits) => caseOf(around, choices, lists, digits),
  }
}

const choicesOf = (found: Edges) => {
  const where = places(found)
  const { currencies: _currencies, ...named } = found
  const times = timings(found)
  const gone = (whose: PastLimit["whose"]): readonly number[] =>
    upTo(where.map(([, currency]) => elsewhere(whose, found.past, currency, times[0]!.askedAt).length))
  return {
    where,
    scene: scenes(named as Edges),
    size: upTo(where.map((place) => sizes(found, place).length)),
    timing: times,
    reason: reasonsOf(found),
    note: found.sights.includes("note") ? [undefined, "broken on arrival"] : [undefined],
    past: pasts(found, "").map((_, place) => place),
    paymentTags: [undefined, ...distinct(found.tags)],
    ofCustomer: gone("customer"),
    ofActor: gone("actor"),
  }
}

/** Places in the longest of lists; a shorter one begins anew. */
const upTo = (lengths: readonly number[]): readonly number[] =>
  Array.from({ length: Math.max(...lengths) }, (_, place) => place)

/** What depends on several choices, worked out once for each of their values. */
const dependent = (found: Edges) => {
  const known = new Map<string, readonly unknown[]>()
  const once = <A>(key: string, make: () => readonly A[]): readonly A[] => {
    const list = (known.get(key) as readonly A[] | undefined) ?? make()
    known.set(key, list)
    return list
  }
  const of = <A>(list: readonly A[], place: number): A => list[place % list.length]!
  return {
    size: (place: readonly [string, string], digit: number) =>
      of(
        once(`size ${place.join(" ")}`, () => sizes(found, place)),
        digit,
      ),
    past: (at: string, digit: number) =>
      of(
        once(`past ${at}`, () => pasts(found, at)),
        digit,
      ),
    gone: (whose: PastLimit["whose"], currency: string, askedAt: string, digit: number) =>
      of(
        once(`${whose} ${currency} ${askedAt}`, () => elsewhere(whose, found.past, currency, askedAt)),
        digit,
      ),
  }
}

type Dependent = ReturnType<typeof dependent>

type Choices = ReturnType<typeof choicesOf>

const reasonsOf = ({ reasons }: Edges): readonly (string | undefined)[] => {
  const all = ["requested_by_customer", "other", "goodwill"]
  return distinct([undefined, ...reasons, all.find((one) => !reasons.includes(one))])
}

const caseOf = (around: Edges, choices: Choices, lists: Dependent, digits: Digits): CaseInput => {
  const [where, scene, size, timing, reason, note, past, paymentTag, ofCustomer, ofActor] = digits as unknown as [
    ...[number, number, number, number, number, number, number, number, number, number],
  ]
  const [provider, currency] = choices.where[where]!
  const { askedAt, dates } = choices.timing[timing]!
  const at = dates.deliveredAt !== undefined && dates.deliveredAt < askedAt ? dates.deliveredAt : askedAt
  const history = lists.past(at, past)
  const taken = history.filter(({ _tag }) => _tag === "Request" || _tag === "OpenDispute").length * 100
  const tag = choices.paymentTags[paymentTag]
  const because = choices.reason[reason]
  const said = choices.note[note]
  const gone = (whose: PastLimit["whose"], digit: number) => lists.gone(whose, currency, askedAt, digit)
  const { ask, captured, lines } = staged(choices.scene[scene]!, lists.size([provider, currency], size), taken)
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
    ...(around.past.some(({ whose }) => whose === "customer") ? { customerHistory: gone("customer", ofCustomer) } : {}),
    ...(around.past.some(({ whose }) => whose === "actor")
      ? { requestedBy: "ann", actorHistory: gone("actor", ofActor) }
      : {}),
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
  const whole = asks === "part" ? (size < 10_000 ? 10_000 : 2 * size) + taken : size + taken
  const nets = goods.length === 1 ? [whole] : [Math.ceil(whole / 2), Math.floor(whole / 2)]
  return {
    lines: nets.map((net, place) => line(ids[place]!, place, net)),
    captured: whole,
    ask: asks === "part" ? { amount: size } : {},
  }
}
