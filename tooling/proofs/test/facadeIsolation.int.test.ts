/** Another merchant's real ids, in every place of every facade: answered as what does not exist, to the byte. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { startServer, testRootKey } from "@refund-rules/harness"
import { expect, it } from "vitest"
import { ask, done } from "../src/isolation/asking.ts"
import { absentAs } from "../src/isolation/belongings.ts"
import { bare } from "../src/isolation/compare.ts"
import { facadeBelongings, type FacadeBelongings, type Where } from "../src/isolation/facadeBelongings.ts"
import { asker, type FacadePlace, facadePlaces } from "../src/isolation/facadePlaces.ts"
import { databaseOf, newFolder, removeFolder } from "../src/server/Desk.ts"

const nameOf = ({ kind, provider, route }: FacadePlace): string => `${provider} ${route}, ${kind}`

/** What is answered at a place about an id and about one like it that names nothing, without what was made up for each. */
const answersAt = async (where: Where, key: string, place: FacadePlace, real: FacadeBelongings) => {
  const url = place.provider === "native" ? where.native : where.facades[place.provider]!
  const own = asker(where.native, where.facades["dollr"]!, key)
  const id = real.get(place.provider)?.get(place.kind)
  if (id === undefined) throw new Error(`nothing was made for ${nameOf(place)}`)
  const about = async (named: string): Promise<string> =>
    unmade(bare(await ask(url, key, await place.sent(named, own)), named))
  return { foreign: await about(id), absent: await about(absentAs(place.kind, id)) }
}

/** Names, instants and seconds that are made for one answer. */
const unmade = (said: string): string =>
  said
    .replaceAll(/\b(re|ref|ses|rfd|req|pi|ch|pm|own|cus)_\w+/g, "MADE")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, "AT")
    .replaceAll(/\b\d{9,}\b/g, "NUMBER")
    .replaceAll(/eyJ[\w.-]+/g, "TOKEN")

const expectNoDifference = async (where: Where, key: string, real: FacadeBelongings): Promise<void> => {
  const different: object[] = []
  for (const place of facadePlaces) {
    const { absent, foreign } = await answersAt(where, key, place, real)
    if (foreign !== absent) different.push({ place: nameOf(place), foreign, absent })
  }
  expect(different).toEqual([])
}

/** Where it makes no difference to the owner either, and why. */
const equalToTheOwner = [
  // A notice is believed for its signature, and this has none.
  "native POST /webhooks/dodo/*, merchant",
  "native POST /webhooks/loop/*, merchant",
  "native POST /webhooks/stripe/*, merchant",
  "native POST /webhooks/wooshpay/*, merchant",
]

it(
  "what is another merchant's, or of another mode, is to every facade what does not exist",
  { timeout: 600_000 },
  async () => {
    const folder = newFolder("facade-isolation")
    const settings = {
      REFUND_RULES_DATABASE_URL: `file:${databaseOf(folder)}`,
      REFUND_RULES_SECRETS_KEY: "ab".repeat(32),
      REFUND_RULES_FACADE_WAIT_MS: "0",
      REFUND_RULES_LOG: "error",
    }
    try {
      const { keys, real } = await (async () => {
        await using server = await startServer(settings)
        const { native } = server.line
        const post = (path: string, body: object) => done(native, testRootKey, { method: "POST", path, body })
        for (const id of ["ours", "theirs"]) await post("/v1/merchants", { id })
        const keyOf = (merchant: string, mode: string) =>
          post("/v1/keys", { merchant, mode, actor: "owner", scopes: ["admin"] })
        const [owner, ours, ownersLive, oursLive] = [
          await keyOf("theirs", "test"),
          await keyOf("ours", "test"),
          await keyOf("theirs", "live"),
          await keyOf("ours", "live"),
        ]
        const belongs = { key: owner.key!, keyId: owner.id!, merchant: "theirs" }
        const found = await facadeBelongings(server.line, belongs)
        for (const { key } of [ours, ownersLive, oursLive]) await expectNoDifference(server.line, key!, found)
        const same: string[] = []
        for (const place of facadePlaces) {
          const { absent, foreign } = await answersAt(server.line, owner.key!, place, found)
          if (foreign === absent) same.push(nameOf(place))
        }
        expect(same.toSorted()).toEqual(equalToTheOwner)
        await server.stop()
        return { keys: [ownersLive, oursLive, owner].map(({ key }) => key!), real: found }
      })()
      const live = { REFUND_RULES_MODE: "live", REFUND_RULES_ROOT_KEY: "rr_live_q8Zr5tW1xV7yB3nMq2Kd9Lf4" }
      await using server = await startServer({ ...settings, ...live })
      for (const key of keys) await expectNoDifference(server.line, key, real)
      await server.stop()
    } finally {
      removeFolder(folder)
    }
  },
)

it("every route that a facade has is among them", () => {
  const providers = fileURLToPath(new URL("../../../packages/providers/", import.meta.url))
  const routes = ["dodo", "dollr", "loop", "wooshpay"].flatMap((provider) => {
    const folder = join(providers, provider, "src/facade")
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"))
    return texts.flatMap((text) =>
      [...text.matchAll(/method: "([A-Z]+)",\s+path: "([^"]+)"/g)].map(
        ([, method, path]) => `${provider} ${method} ${path}`,
      ),
    )
  })
  expect(routes.length).toBeGreaterThan(10)
  const asked = new Set(facadePlaces.map(({ provider, route }) => `${provider} ${route}`))
  // A list that takes no name of anything has nothing to be asked about.
  expect(routes.filter((route) => !asked.has(route))).toEqual([])
})
