/** The laws of whoever reads webhooks: nothing is believed but the very bytes, signed by a secret that counts, in time. */
import { Effect, Redacted } from "effect"
import type { Law } from "../laws/Law.ts"

type Headers = Readonly<Record<string, string | undefined>>

/**
 * A webhook as it is handed to whoever reads it.
 *
 * @since 0.1.0
 */
export interface SignedCall {
  readonly body: Uint8Array
  readonly headers: Headers
  readonly secrets: readonly Redacted.Redacted[]
  readonly nowSeconds: number
}

/**
 * A reader of webhooks, and how its provider signs: what `sign` gives is all that the provider signs or signs with.
 *
 * @since 0.1.0
 */
export interface WebhookUnderTest {
  readonly read: (call: SignedCall, mode: "test" | "live") => Effect.Effect<unknown>
  readonly sign: (body: Uint8Array, secret: string, seconds: number) => Readonly<Record<string, string>>
  /** Two secrets as this provider gives them. */
  readonly secrets: readonly [string, string]
  /** The text of an event of test mode, that tells of a refund. */
  readonly event: string
  /** It signs no time: its events are known again by their ids, for ever. */
  readonly isTimeless?: boolean
}

const NOW = 1_795_000_000

/** Every platform has it, and no library that is the same on all of them names it. */
const { TextEncoder: Encoder } = globalThis as unknown as {
  readonly TextEncoder: new () => { readonly encode: (text: string) => Uint8Array }
}
const bytesOf = (text: string): Uint8Array => new Encoder().encode(text)

/** How one call differs from a right one. */
interface Change {
  readonly body?: Uint8Array
  readonly headers?: (right: Readonly<Record<string, string>>) => Headers
  readonly secrets?: readonly string[]
  readonly signedBy?: string
  readonly signedAt?: number
}

const believed = async (one: WebhookUnderTest, change: Change = {}): Promise<boolean> => {
  const { event, read, secrets, sign } = one
  const right = sign(bytesOf(event), change.signedBy ?? secrets[0], change.signedAt ?? NOW)
  const call = {
    body: change.body ?? bytesOf(event),
    headers: change.headers?.(right) ?? right,
    secrets: (change.secrets ?? [secrets[0]]).map((each) => Redacted.make(each)),
    nowSeconds: NOW,
  }
  return (await Effect.runPromise(read(call, "test"))) !== "not signed"
}

/** Changes by name, none of which may be believed. */
type Forgeries = (one: WebhookUnderTest) => Iterable<readonly [what: string, change: Change]>

const none = (sentence: string, forgeries: Forgeries) => (one: WebhookUnderTest) => ({
  sentence,
  check: async (): Promise<void> => {
    // Whoever believes nothing obeys every other law.
    if (!(await believed(one))) throw new Error("what is signed rightly is not believed")
    for (const [what, change] of forgeries(one))
      if (await believed(one, change)) throw new Error(`the law "${sentence}" is broken: it is believed ${what}`)
  },
})

const all =
  (sentence: string, changes: (one: WebhookUnderTest) => readonly (readonly [string, Change])[]) =>
  (one: WebhookUnderTest) => ({
    sentence,
    check: async (): Promise<void> => {
      for (const [what, change] of changes(one))
        if (!(await believed(one, change)))
          throw new Error(`the law "${sentence}" is broken: it is not believed ${what}`)
    },
  })

const flipped = (bytes: Uint8Array, at: number, bit: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ bit : byte))

function* flippedBodies({ event }: WebhookUnderTest): Generator<readonly [string, Change]> {
  const bytes = bytesOf(event)
  for (let at = 0; at < bytes.length; at++)
    for (const bit of [1, 128])
      yield [`with bit ${bit} of byte ${at} of its body flipped`, { body: flipped(bytes, at, bit) }]
}

/** Every character of every header, made another, taken away or said twice. */
function* flippedHeaders({ event, secrets, sign }: WebhookUnderTest): Generator<readonly [string, Change]> {
  for (const [name, right] of Object.entries(sign(bytesOf(event), secrets[0], NOW)))
    for (let at = 0; at < right.length; at++) {
      const code = right.codePointAt(at)!
      const others = [
        ...[1, 2, 4, 8, 16, 32, 64].map((bit) => String.fromCodePoint(code ^ bit)),
        "",
        right[at]!.repeat(2),
      ]
      for (const other of others) {
        const wrong = `${right.slice(0, at)}${other}${right.slice(at + 1)}`
        yield [
          `with ${JSON.stringify(wrong)} as \`${name}\``,
          { headers: (headers) => ({ ...headers, [name]: wrong }) },
        ]
      }
    }
}

function* spoiltHeaders({ event, secrets, sign }: WebhookUnderTest): Generator<readonly [string, Change]> {
  yield ["without a header", { headers: () => ({}) }]
  for (const name of Object.keys(sign(bytesOf(event), secrets[0], NOW))) {
    const spoil = (spoilt: (right: string) => string | undefined): Change => ({
      headers: (right) => ({ ...right, [name]: spoilt(right[name]!) }),
    })
    yield [`without \`${name}\``, spoil(() => undefined)]
    yield [`with an empty \`${name}\``, spoil(() => "")]
    yield [`with a space as \`${name}\``, spoil(() => " ")]
    // As servers hand over a header that stands twice.
    for (const between of [", ", ",", "\n"])
      yield [
        `with \`${name}\` twice, joined by ${JSON.stringify(between)}`,
        spoil((right) => `${right}${between}${right}`),
      ]
    yield [`with something behind \`${name}\``, spoil((right) => `${right}=x`)]
    yield [`with half of \`${name}\``, spoil((right) => right.slice(0, right.length / 2))]
  }
}

const otherSecrets: Forgeries = ({ secrets: [right, other] }) => [
  ["by another secret", { secrets: [other] }],
  ["where nobody set a secret", { secrets: [] }],
  ["where the secret is empty", { secrets: [""], signedBy: "" }],
  ["where the secret is empty, and it is signed by another", { secrets: [""] }],
  [
    "where an empty secret stands beside another, and it is signed by the empty one",
    { secrets: [other, ""], signedBy: "" },
  ],
  ["by the longer secret that begins alike", { signedBy: `${right}0000` }],
  ["by the shorter secret that begins alike", { signedBy: right.slice(0, -4) }],
  ["by the secret in other letters", { signedBy: right.toUpperCase() }],
  ["by a secret that was rotated out", { secrets: [other], signedBy: right }],
]

function* rewritten({ event }: WebhookUnderTest): Generator<readonly [string, Change]> {
  const read: unknown = JSON.parse(event)
  const texts = {
    "written anew with spaces": JSON.stringify(read, undefined, 1),
    "with its members in another order": JSON.stringify(turned(read)),
    "with a mark before it": `\ufeff${event}`,
    "with a line's end after it": `${event}\n`,
    "with a space before it": ` ${event}`,
    "with a letter escaped": event.replace(/[a-z]/, (letter) => `\\u00${letter.codePointAt(0)!.toString(16)}`),
    "said twice": `${event}${event}`,
    "that is empty": "",
  }
  for (const [what, text] of Object.entries(texts)) yield [`of a body ${what}`, { body: bytesOf(text) }]
  yield ["of half of the body", { body: bytesOf(event).slice(0, event.length / 2) }]
}

const turned = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([name, one]) => [name, turned(one)]),
      )
    : value

const outOfTime: Forgeries = ({ isTimeless }) =>
  isTimeless === true
    ? []
    : [-1_000_000, -3600, -301, 301, 3600, 1_000_000].map((seconds) => [
        `where it was signed ${seconds} s from now`,
        { signedAt: NOW + seconds },
      ])

const inTime = ({ isTimeless }: WebhookUnderTest) =>
  (isTimeless === true ? [-1_000_000, 0] : [-300, -299, 0, 299, 300]).map(
    (seconds) => [`where it was signed ${seconds} s from now`, { signedAt: NOW + seconds }] as const,
  )

const rotated = ({ secrets: [first, second] }: WebhookUnderTest): readonly (readonly [string, Change])[] =>
  [first, second].flatMap((signedBy) =>
    [
      [first, second],
      [second, first],
    ].map((secrets) => ["by either secret while both count", { secrets, signedBy }] as const),
  )

const laws = [
  all("while a secret is changed both are believed, in whatever order they stand", rotated),
  all("what was signed in the last five minutes, or in the next by its clock, is believed", inTime),
  none("what was signed longer ago, or further ahead, is not believed", outOfTime),
  none("no other bytes are believed, and no bit of them may differ", flippedBodies),
  none(
    "nothing is believed with any character of what it was signed with changed, left out or doubled",
    flippedHeaders,
  ),
  none("a header that is missing, empty, doubled or cut is not believed", spoiltHeaders),
  none("nothing is believed by a secret that does not count, is empty, or only begins alike", otherSecrets),
  none("a body that means the same and was written anew is not believed", rewritten),
]

/**
 * What holds of a reader of webhooks: whatever is not signed as its provider signs it is told as `not signed`.
 *
 * @example
 * ```ts
 * import { webhookLaws } from "@refund-rules/testing"
 * import { Effect } from "effect"
 *
 * const trusting = { read: () => Effect.succeed("anything"), sign: () => ({ signature: "1" }), event: "{}" }
 * webhookLaws({ ...trusting, secrets: ["one secret", "another"] }).length // => 8
 * ```
 *
 * @since 0.1.0
 */
export const webhookLaws = (one: WebhookUnderTest): readonly Law[] => laws.map((lawOf) => lawOf(one))
