/** Which addresses are of the open internet: anything that could be this machine, its network or its cloud is not. Pure. */
import { BlockList, isIPv4, isIPv6 } from "node:net"

/** Is nobody's own network, nor a way into one: an IPv4 address inside an IPv6 one is judged as itself. */
export const isPublic = (address: string): boolean => {
  if (isIPv4(address)) return !closedFour.check(address, "ipv4")
  if (!isIPv6(address)) return false
  const inner = fourInside(address)
  if (inner !== undefined) return isPublic(inner)
  return openSix.check(address, "ipv6") && !closedSix.check(address, "ipv6")
}

/** This machine as it calls itself. */
export const isLoopback = (address: string): boolean =>
  isIPv4(address) ? address.startsWith("127.") : isIPv6(address) && groupsOf(address).join(":") === "0:0:0:0:0:0:0:1"

const blocks = (family: "ipv4" | "ipv6", nets: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const net of nets) {
    const [address = "", bits] = net.split("/")
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

const closedFour = blocks("ipv4", [
  "0.0.0.0/8", // this host
  "10.0.0.0/8",
  "100.64.0.0/10", // behind a carrier, and Alibaba's metadata
  "127.0.0.0/8",
  "168.63.129.16/32", // Azure's metadata
  "169.254.0.0/16", // link-local, and most clouds' metadata
  "172.16.0.0/12",
  "192.0.0.0/24", // protocols, and Oracle's metadata
  "192.0.2.0/24", // documentation
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24", // relays of 6to4
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and everybody
])

/** Only this much of IPv6 is the internet: what is left out is local, multicast, or not given to anybody. */
const openSix = blocks("ipv6", ["2000::/3"])

const closedSix = blocks("ipv6", [
  "2001::/23", // protocols, Teredo among them
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4: whoever names an address within may name any network
  "2620:4f:8000::/48",
  "3fff::/20", // documentation
])

/** The IPv4 address that an IPv6 one stands for: mapped, or translated by NAT64. */
const fourInside = (address: string): string | undefined => {
  const groups = groupsOf(address)
  const front = groups.slice(0, 6).join(":")
  if (front !== "0:0:0:0:0:ffff" && front !== "64:ff9b:0:0:0:0") return undefined
  const [high, low] = [Number.parseInt(groups[6]!, 16), Number.parseInt(groups[7]!, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join(".")
}

/** The eight groups of an IPv6 address, in the one spelling the URL standard gives each. */
const groupsOf = (address: string): readonly string[] => {
  const [text = ""] = address.split("%")
  const spelled = new URL(`http://[${text}]/`).hostname.slice(1, -1)
  const [front = "", back] = spelled.split("::")
  const [before, after] = [front, back ?? ""].map((part) => part.split(":").filter((group) => group !== ""))
  const missing = back === undefined ? 0 : 8 - before!.length - after!.length
  return [...before!, ...Array.from({ length: missing }, () => "0"), ...after!]
}
