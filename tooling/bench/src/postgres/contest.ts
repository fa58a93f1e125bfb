/** Rounds on PostgreSQL: many payments or one that everybody asks for, one instance or two, whole or parted, and by hand. */
import { clients, type Contestant } from "../store/contest.ts"
import { type Request, requestOf } from "../store/work.ts"
import { ownPostgres, startDatabases } from "./databases.ts"
import { forUpdate } from "./forUpdate.ts"
import { startInstances } from "./instances.ts"

const PAYMENTS = 10_000
const CLIENTS = 128
const BY_HAND = 8
const ON_ONE = 256

/** Requests that nobody has made yet, on payments in an order that has none. */
const spread = (payments = PAYMENTS): (() => Request) => {
  let number = 0
  return () => requestOf(number++, payments)
}

/** Requests that all want the same payment; after so many another one, for what a ledger of thousands costs is the core's. */
const hot = (): (() => Request) => {
  let number = 0
  return () => {
    const { paymentId } = requestOf(Math.floor(number / ON_ONE), PAYMENTS)
    return { ...requestOf(number++, PAYMENTS), paymentId }
  }
}

/** All of them, on databases of one server, and how to end it. */
export const postgresContest = async (many: number) => {
  const databases = await startDatabases(PAYMENTS)
  const contestants: Contestant[] = []
  const join = (name: string, count: number, next: () => Request, change: Change, close: () => unknown) =>
    contestants.push({
      name,
      file: name,
      close,
      round: clients(count, next, change),
    })
  const own = await ownPostgres(await databases.copy("own"))
  join("pg, many payments", CLIENTS, spread(), own.change, own.close)
  const heated = await ownPostgres(await databases.copy("heated"))
  const ownHot = hot()
  join("pg, one payment", CLIENTS, ownHot, heated.change, heated.close)
  for (const [count, name] of ["one", "two"].entries()) {
    const instances = await startInstances(await databases.copy(name), PAYMENTS, count + 1, CLIENTS)
    contestants.push({ name: `pg, instances: ${name}`, file: name, ...instances })
  }
  const grown = await ownPostgres(await databases.grown("grown", many))
  join(`pg, ${many} payments`, CLIENTS, spread(many), grown.change, grown.close)
  const parted = await ownPostgres(databases.parted)
  join("pg, parted", CLIENTS, spread(), parted.change, parted.close)
  for (const name of ["hand", "hand_hot"])
    await databases.countedBySequence(await databases.copy(name).then(() => name))
  const hand = await forUpdate(databases.urlOf("hand"), BY_HAND)
  join("FOR UPDATE, 8 clients", BY_HAND, spread(), hand.change, hand.close)
  const handHot = await forUpdate(databases.urlOf("hand_hot"), BY_HAND)
  const heatedHand = hot()
  join("FOR UPDATE, one payment", BY_HAND, heatedHand, handHot.change, handHot.close)
  const names = ["own", "heated", "one", "two", "grown", "parted", "hand", "hand_hot"]
  return {
    contestants,
    end: async (): Promise<void> => {
      for (const { close } of contestants) await close()
      for (const name of names) await databases.checkSums(name)
      await databases.stop()
    },
  }
}

type Change = (request: Request) => Promise<unknown>
