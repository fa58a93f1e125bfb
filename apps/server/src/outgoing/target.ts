/** Where a merchant's webhook may go: a text becomes a target, or the reason why not; its name is not looked up here. Pure. */
import { isIP } from "node:net"
import { isLoopback, isPublic } from "./addresses.ts"

/** Whom the operator lets be reached without encryption, or on this machine: `host:port`, in test mode alone. */
export type Allowed = ReadonlySet<string>

/** A URL that may be asked, as far as its text tells. */
export interface Target {
  readonly url: URL
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
  /** The operator named it: it may be on this machine. */
  readonly isAllowed: boolean
}

/** Why a URL is not asked; said to the merchant, so it tells nothing of our network. */
export interface Refused {
  readonly refused: string
}

const LONGEST = 2000
const PORTS: readonly number[] = [443, 8443]

/** Reads it as every browser does, so that each spelling of an address is the address. */
export const readTarget = (text: string, allowed: Allowed): Refused | Target => {
  const url = URL.canParse(text) && text.length <= LONGEST ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return refused("expected a URL that begins with https://")
  if (`${url.username}${url.password}` !== "") return refused("expected a URL without a user name and a password")
  if (url.hash !== "") return refused("expected a URL without a fragment")
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port)
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const isAllowed = allowed.has(`${url.hostname}:${port}`)
  if (!isAllowed && url.protocol !== "https:") return refused("expected a URL that begins with https://")
  if (!isAllowed && !PORTS.includes(port)) return refused("expected port 443 or 8443")
  const target: Target = { url, host, port, isAllowed }
  if (isIP(host) !== 0) return mayBeAsked(target, host) ? target : notPublic
  return isAllowed || isNameOfTheInternet(host) ? target : notPublic
}

/** Whether an address the target's name stands for may be connected to. */
export const mayBeAsked = ({ isAllowed }: Pick<Target, "isAllowed">, address: string): boolean =>
  isPublic(address) || (isAllowed && isLoopback(address))

const refused = (reason: string): Refused => ({ refused: reason })

/** What is said of every address that is not, so that nobody maps a network by asking. */
export const notPublic: Refused = refused("expected a host that has a public address")

/** Names that resolvers answer out of themselves, or only inside a network. */
const inner =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|localdomain|onion|test|invalid)$/

const isNameOfTheInternet = (host: string): boolean => {
  const name = host.replace(/\.$/, "")
  return name.includes(".") && !`.${name}.`.includes("..") && !inner.test(name)
}
