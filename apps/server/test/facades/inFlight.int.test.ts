/** A request that comes again while the first like it is held up: by a writer that keeps the file of the store. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Asked, asking, everywhere, type Everywhere } from "./everyFacade.ts"

const folder = mkdtempSync(join(tmpdir(), "in-flight-"))
const file = join(folder, "store.db")
let facing: Everywhere
beforeAll(async () => {
  facing = await everywhere({ REFUND_RULES_DATABASE_URL: `file:${file}`, REFUND_RULES_FACADE_WAIT_MS: "300" })
})
afterAll(async () => {
  await facing.close()
  rmSync(folder, { recursive: true })
})

interface Row {
  readonly what: string
  readonly provider: string
  /** The request, the same each time but for headers; and what the provider calls the payment. */
  readonly request: (number: number) => Promise<{
    readonly path: string
    readonly body: unknown
    readonly headers?: (again: boolean) => Readonly<Record<string, string>>
    readonly payment: string | number
  }>
  /** What a second one is told while the first is held up. */
  readonly early: { readonly status: number; readonly says: (json: any) => unknown; readonly said: unknown }
  readonly heads: Readonly<Record<string, string | null>>
  readonly status: number
  readonly id: (json: any) => unknown
  /** How many movements there are in the end. */
  readonly moved: 0 | 1
}

const keyed = () => {
  const key = randomUUID()
  return () => ({ "idempotency-key": key })
}

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString()

const inUse = {
  status: 409,
  says: ({ error }: any) => [error.code, error.type],
  said: ["idempotency_key_in_use", "invalid_request_error"],
}
const dodoInUse = { status: 409, says: ({ code }: any) => code, said: "INVALID_REQUEST_PARAMETERS" }
const dollrInUse = { status: 409, says: ({ detail }: any) => typeof detail, said: "string" }
const loopInUse = { status: 503, says: ({ error }: any) => error, said: "unavailable" }

const dodo = async (number: number) => ({
  path: "/refunds",
  body: { payment_id: `pay_dodo_${number}`, items: [{ item_id: "payment", amount: 4000 }] },
  payment: `pay_dodo_${number}`,
})

const session = (number: number) => ({
  original_payment_intent_id: number,
  amount: 40,
  expires_at: inAnHour(),
})

const rows: readonly Row[] = [
  {
    what: "a key of Stripe's",
    provider: "stripe",
    request: async (number) => ({
      path: "/v1/refunds",
      body: { charge: `ch_${number}`, amount: "4000" },
      headers: keyed(),
      payment: `pi_${number}`,
    }),
    early: inUse,
    heads: { "stripe-should-retry": "true", "retry-after": "1", "idempotent-replayed": null },
    status: 200,
    id: ({ id }) => id,
    moved: 1,
  },
  {
    what: "a key of WooshPay's",
    provider: "wooshpay",
    request: async (number) => ({
      path: "/v1/refunds",
      body: { payment_intent: `pi_${number}`, amount: "4000" },
      headers: keyed(),
      payment: `pi_${number}`,
    }),
    early: inUse,
    heads: { "retry-after": "1" },
    status: 200,
    id: ({ id }) => id,
    moved: 1,
  },
  {
    what: "a key of Dodo's",
    provider: "dodo",
    request: async (number) => ({ ...(await dodo(number)), headers: keyed() }),
    early: dodoInUse,
    heads: { "x-should-retry": "true", "retry-after": "1" },
    status: 200,
    id: ({ refund_id: id }) => id,
    moved: 1,
  },
  {
    what: "a retry of Dodo's client, which has no key,",
    provider: "dodo",
    request: async (number) => ({
      ...(await dodo(number)),
      headers: (again) => ({ "x-stainless-retry-count": again ? "1" : "0" }),
    }),
    early: dodoInUse,
    heads: { "x-should-retry": "true", "retry-after": "1" },
    status: 200,
    id: ({ refund_id: id }) => id,
    moved: 1,
  },
  {
    what: "a key of a session of Dollr's",
    provider: "dollr",
    request: async (number) => ({
      path: "/v1/sessions/refund",
      body: session(number),
      headers: keyed(),
      payment: number,
    }),
    early: dollrInUse,
    heads: { "retry-after": "1" },
    status: 200,
    id: ({ id }) => id,
    moved: 0,
  },
  {
    what: "a reference of an execution of Dollr's",
    provider: "dollr",
    request: async (number) => {
      const { json } = await asking(facing)("dollr", "/v1/sessions/refund", session(number))
      const body = { session_id: String(json.id), reference_id: randomUUID() }
      return { path: "/v1/executions/refund", body, payment: number }
    },
    early: dollrInUse,
    heads: { "retry-after": "1" },
    status: 200,
    id: ({ reference_id: id }) => id,
    moved: 1,
  },
  ...(["/v1/admin/refunds", "/v1/refunds"] as const).map((path): Row => ({
    what: `a key of Loop's at ${path}`,
    provider: "loop",
    request: async (number) => ({
      path,
      body: {
        amount_cents: 4000,
        ...(path === "/v1/refunds" ? { payment_id: `pm_${number}` } : { charge_id: `ch_${number}` }),
      },
      headers: keyed(),
      payment: `ch_${number}`,
    }),
    early: loopInUse,
    heads: { "retry-after": "1" },
    status: 201,
    id: ({ refund_id: id }) => id,
    moved: 1,
  })),
]

/** Holds the file for longer than a facade waits for a provider: whoever waited all the while is no repetition for that. */
const heldUp = async <A>(during: () => Promise<A>): Promise<A> => {
  const other = new DatabaseSync(file, { timeout: 30_000 })
  other.exec("begin immediate")
  try {
    const answer = await during()
    await new Promise((resolve) => setTimeout(resolve, 600))
    return answer
  } finally {
    other.exec("rollback")
    other.close()
  }
}

describe("while the first request is still in flight", () => {
  it.each(rows.map((row) => [row.what, row] as const))(
    "%s is told so and to come again, and makes one refund",
    async (_, row) => {
      const ask = asking(facing)
      const { body, headers = () => ({}), path, payment } = await row.request(await facing.pay(row.provider))
      const once = (again: boolean): Promise<Asked> => ask(row.provider, path, body, headers(again))
      const [first, early] = await heldUp(async () => {
        const begun = once(false)
        await new Promise((resolve) => setTimeout(resolve, 500))
        const asked = [begun, once(true)] as const
        // Whichever of the two came later than the other is told while the file is held; the other has to wait for it.
        const told = await Promise.race(asked.map((one, index) => one.then(() => index)))
        return [asked[1 - told]!, await asked[told]!] as const
      })
      strictEqual(early.status, row.early.status, JSON.stringify(early.json))
      deepStrictEqual(row.early.says(early.json), row.early.said)
      for (const [name, value] of Object.entries(row.heads)) strictEqual(early.headers.get(name), value, name)
      match(JSON.stringify(early.json), /in-progress|under way|could not be taken/)
      const made = await first
      strictEqual(made.status, row.status, JSON.stringify(made.json))
      const again = await once(true)
      deepStrictEqual([again.status, row.id(again.json)], [row.status, row.id(made.json)])
      await expect.poll(async () => (await facing.moved(payment)).length).toBe(row.moved)
      const { json } = await facing.ask("GET", `/v1/refunds?provider=${row.provider}&limit=100`)
      strictEqual(json.items.filter((each: any) => each.amount === 4000).length >= row.moved, true)
    },
  )
})
