/** What clients ask while the server dies: new payments, new refunds of all sizes, and now and then an old key again. */
import type { Client } from "../server/Client.ts"
import { openPayment, sendOnce, sendUntil } from "../journal/asking.ts"
import type { Told } from "../journal/asking.ts"
import { same, words } from "../journal/Entry.ts"
import type { World } from "./World.ts"

const amounts = [1, 100, 700, 700, 2_500, 6_000, 6_000, 10_000]

/** Everything that has no final answer is asked again first: it has to get one soon. */
export const askAgain = async (world: World, client: Client): Promise<boolean> => {
  const { journal, patienceMs } = world
  for (const [paymentId, captured] of journal.opening) {
    const told = await openPayment(client, journal, paymentId, captured)
    if (told !== "Opened" && !goesOn(world, told)) return false
  }
  const ends = await Promise.all(
    journal.pending().map(async (wish) => {
      const told = await sendUntil(client, journal, wish, patienceMs)
      if (told._tag === "Later") {
        world.noticed.push({ promise: "stuck", what: `key ${wish.key}: ${told.why} for ${patienceMs} ms` })
      }
      return goesOn(world, told)
    }),
  )
  return ends.every(Boolean)
}

/** Clients that ask without a pause until the server is gone, or `isOver`; `onRequest` hears of each request sent. */
export const load = async (
  world: World,
  client: Client,
  onRequest: () => void,
  isOver: () => boolean,
): Promise<void> => {
  const fresh: string[] = []
  const worker = async (): Promise<void> => {
    while (!isOver()) {
      onRequest()
      const goes = await one(world, client, fresh)
      if (!goes) return
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

const one = async (world: World, client: Client, fresh: string[]): Promise<boolean> => {
  const { chance, journal } = world
  const dice = chance.below(20)
  if (fresh.length === 0 || dice < 3) {
    const paymentId = `payment-${world.next()}`
    const told = await openPayment(client, journal, paymentId, 10_000)
    if (told === "Opened") fresh.push(paymentId)
    return told === "Opened" || goesOn(world, told)
  }
  if (dice === 3 && journal.answers.size > 0) return repeat(world, client)
  const wish = { key: `key-${world.next()}`, paymentId: chance.oneOf(fresh), amount: chance.oneOf(amounts) }
  return goesOn(world, await sendOnce(client, journal, wish))
}

// A key that was answered: the same answer, however often the server has died since.
const repeat = async (world: World, client: Client): Promise<boolean> => {
  const { chance, journal } = world
  const key = chance.oneOf([...journal.answers.keys()].slice(-500))
  const [wish, first] = [journal.wishes.get(key), journal.answers.get(key)]
  if (wish === undefined || first === undefined) return true
  const told = await sendOnce(client, journal, wish)
  if (told._tag === "Final" && !same(first, told.final)) {
    world.noticed.push({ promise: "changed", what: `key ${key} answered ${words(first)}, then ${words(told.final)}` })
  }
  return goesOn(world, told)
}

const goesOn = (world: World, told: Told): boolean => {
  switch (told._tag) {
    case "Final":
      return true
    case "Later":
      return true
    case "Gone":
      return false
    case "Strange":
      world.noticed.push({ promise: "broken", what: `the server answered ${told.what}` })
      return true
  }
}
