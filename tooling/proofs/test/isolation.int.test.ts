/** Another merchant's real ids, in every place of every route of the document: answered as what does not exist, to the byte. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { startServer, testRootKey } from "@refund-rules/harness"
import { expect, it } from "vitest"
import { done } from "../src/isolation/asking.ts"
import { type Belongings, belongings } from "../src/isolation/belongings.ts"
import { type Asker, compareAll, seenBy, vainIn } from "../src/isolation/compare.ts"
import { databaseOf, newFolder, removeFolder } from "../src/server/Desk.ts"

type Settings = Readonly<Record<string, string>>

const liveRootKey = "rr_live_q8Zr5tW1xV7yB3nMq2Kd9Lf4"

/** Keys of two merchants in two modes, each made where its mode is served. */
interface Keys {
  readonly owner: string
  readonly ours: string
  readonly ownersLive: string
  readonly oursLive: string
}

it(
  "what is another merchant's, or of another mode, is answered as what does not exist, on every route and in every place",
  { timeout: 600_000 },
  async () => {
    const folder = newFolder("isolation")
    const settings = {
      REFUND_RULES_DATABASE_URL: `file:${databaseOf(folder)}`,
      REFUND_RULES_SECRETS_KEY: "ab".repeat(32),
      REFUND_RULES_LOG: "error",
    }
    const receiver = createServer((request, response) => void request.resume().on("end", () => response.end()))
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve))
    const { port } = receiver.address() as AddressInfo
    try {
      const { keys, real, seen } = await inTestMode(
        { ...settings, REFUND_RULES_WEBHOOK_ALLOW: `127.0.0.1:${port}` },
        port,
      )
      await inLiveMode(settings, keys, real)
      await ownersTurn(settings, keys.owner, real, seen)
    } finally {
      receiver.closeAllConnections()
      receiver.close()
      removeFolder(folder)
    }
  },
)

/** Where it makes no difference to the owner either, and why. */
const equalToTheOwner = [
  // It is for streams, and this asks for a page.
  "GET /v1/events header last-event-id",
  // Only the root key may.
  "POST /v1/merchants body id",
  // A payment may name a policy that is yet to come.
  "POST /v1/payments body policyId",
  // The policy to be checked stands in the body.
  "POST /v1/policies/{id}/check path id",
  // It was sent again by the question before.
  "POST /v1/webhooks/{id}/replay body message",
  // Whatever was there is replaced.
  "PUT /v1/gateways/{id} path id",
]

const expectNoDifference = async (native: string, asker: Asker, real: Belongings): Promise<void> => {
  const { differences, places } = await compareAll(native, asker, real)
  expect(differences).toEqual([])
  expect(places).toBeGreaterThan(40)
}

const inTestMode = async (settings: Settings, port: number) => {
  await using server = await startServer(settings)
  const { native } = server.line
  const keyOf = async (merchant: string, mode: string): Promise<string> => {
    const body = { merchant, mode, actor: "owner", scopes: ["admin"] }
    return (await done(native, testRootKey, { method: "POST", path: "/v1/keys", body })).key!
  }
  for (const id of ["ours", "theirs"])
    await done(native, testRootKey, { method: "POST", path: "/v1/merchants", body: { id } })
  const keys: Keys = {
    owner: await keyOf("theirs", "test"),
    ours: await keyOf("ours", "test"),
    ownersLive: await keyOf("theirs", "live"),
    oursLive: await keyOf("ours", "live"),
  }
  const real = await belongings(native, keys.owner, `http://127.0.0.1:${port}/`)
  const seen = await seenBy(native, keys.owner, real)
  await expectNoDifference(native, { key: keys.ours, isTheirs: false }, real)
  for (const key of [keys.ownersLive, keys.oursLive])
    await expectNoDifference(native, { key, isTheirs: key === keys.ownersLive }, real)
  expect(await seenBy(native, keys.owner, real)).toEqual(seen)
  await server.stop()
  return { keys, real, seen }
}

/** The same database, served in the other mode: to the owner itself it holds nothing of the first. */
const inLiveMode = async (settings: Settings, keys: Keys, real: Belongings): Promise<void> => {
  const live = { ...settings, REFUND_RULES_MODE: "live", REFUND_RULES_ROOT_KEY: liveRootKey }
  await using server = await startServer(live)
  for (const key of [keys.ownersLive, keys.oursLive, keys.owner])
    await expectNoDifference(server.line.native, { key, isTheirs: key !== keys.oursLive }, real)
  await server.stop()
}

/** Nothing has changed for the owner, and to the owner each of these requests says something else: or they would prove nothing. */
const ownersTurn = async (
  settings: Settings,
  owner: string,
  real: Belongings,
  seen: readonly string[],
): Promise<void> => {
  await using server = await startServer(settings)
  const { native } = server.line
  expect(await seenBy(native, owner, real)).toEqual(seen)
  expect((await vainIn(native, owner, real)).toSorted()).toEqual(equalToTheOwner)
  await server.stop()
}
