/** Looks a name up, and gives its addresses only where every one of them may be asked. */
import { lookup, Resolver } from "node:dns/promises"
import { isIP } from "node:net"
import { mayBeAsked, notPublic, type Refused, type Target } from "./target.ts"

/** All addresses of a name. */
export type LookUp = (name: string) => Promise<readonly string[]>

/** The name servers of the machine, without its own table of hosts; given up after some seconds. */
export const nameServers = (servers?: readonly string[]): LookUp => {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  return async (name) => {
    const asked = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    return asked.flatMap((one) => (one.status === "fulfilled" ? one.value : []))
  }
}

/** As this machine calls its neighbours: for names that the operator allowed. */
const hosts: LookUp = async (name) => (await lookup(name, { all: true })).map(({ address }) => address)

/** The addresses to connect to: all may be asked, or the target is refused whole. */
export const checkedAddresses = async (target: Target, lookUp: LookUp): Promise<Refused | readonly string[]> => {
  const { host, isAllowed } = target
  const found = await addressesOf(host, isAllowed ? hosts : lookUp)
  if (found.length === 0) return { refused: "expected a host that has an address" }
  return found.every((address) => mayBeAsked(target, address)) ? found : notPublic
}

const addressesOf = async (host: string, lookUp: LookUp): Promise<readonly string[]> => {
  if (isIP(host) !== 0) return [host]
  try {
    return await lookUp(host)
  } catch {
    return []
  }
}
