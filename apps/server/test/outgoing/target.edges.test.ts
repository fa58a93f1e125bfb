/** Every spelling of an address that is not of the open internet: none is saved, none is sent to. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { isLoopback, isPublic } from "@refund-rules/server/outgoing/addresses"
import { post } from "@refund-rules/server/outgoing/post"
import { checkedAddresses, type LookUp, nameServers } from "@refund-rules/server/outgoing/resolve"
import { type Allowed, readTarget } from "@refund-rules/server/outgoing/target"
import { type NameServer, nameServer } from "./nameServer.ts"

const nobody: Allowed = new Set()

/** What the name server says: names that lead inside, alone or among others. */
const names: Readonly<Record<string, readonly string[]>> = {
  "open.example.com": ["93.184.215.14", "2606:2800:21f:cb07::1"],
  "127.0.0.1.nip.io": ["127.0.0.1"],
  "169-254-169-254.nip.io": ["169.254.169.254"],
  "mixed.example.com": ["93.184.215.14", "10.0.0.7"],
  "mixed-six.example.com": ["93.184.215.14", "fd00::7"],
  "mapped.example.com": ["::ffff:127.0.0.1".replace("127.0.0.1", "7f00:1")],
  "nobody.example.com": [],
}

let server: NameServer
let lookUp: LookUp
let inside: Server
const reached: string[] = []

beforeAll(async () => {
  // The rebinding name is public when it is first asked for, and this machine from then on.
  server = await nameServer((name, before) =>
    name === "rebinding.example.com" ? [before === 0 ? "93.184.215.14" : "127.0.0.1"] : (names[name] ?? []),
  )
  lookUp = nameServers([server.server])
  inside = createServer((request, response) => {
    reached.push(`${request.headers.host}${request.url}`)
    response.end()
  })
  await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve))
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  inside.close()
})

/** As it is when a webhook is saved. */
const saved = async (url: string, allowed = nobody): Promise<string> => {
  const target = readTarget(url, allowed)
  if ("refused" in target) return target.refused
  const addresses = await checkedAddresses(target, lookUp)
  return "refused" in addresses ? addresses.refused : "saved"
}

/** As it is when a message is sent. */
const sent = async (url: string, allowed = nobody): Promise<string> => {
  const posted = await post(url, {}, "{}", { allowed, lookUp, timeoutMilliseconds: 30_000 })
  return posted._tag === "NotTaken" ? posted.reason : posted._tag
}

const notPublic = "expected a host that has a public address"
const notEncrypted = "expected a URL that begins with https://"

const refusedUrls: readonly (readonly [url: string, reason: string])[] = [
  // this machine, as numbers
  ["https://127.0.0.1/", notPublic],
  ["https://127.1/", notPublic],
  ["https://127.255.255.254/", notPublic],
  ["https://0x7f.1/", notPublic],
  ["https://0x7f000001/", notPublic],
  ["https://0177.0.0.1/", notPublic],
  ["https://2130706433/", notPublic],
  ["https://017700000001/", notPublic],
  ["https://①②⑦.0.0.1/", notPublic],
  ["https://127。0。0。1/", notPublic],
  ["https://１２７.0.0.1/", notPublic],
  ["https://127.0.0.1./", notPublic],
  ["https://%31%32%37.0.0.1/", notPublic],
  ["https://127.0.0.1\t/", notPublic],
  ["https:\\\\127.0.0.1\\", notPublic],
  ["https:127.0.0.1", notPublic],
  ["  https://127.0.0.1/  ", notPublic],
  ["HTTPS://127.0.0.1:443/", notPublic],
  ["https://0/", notPublic],
  ["https://0.0.0.0/", notPublic],
  ["https://[::1]/", notPublic],
  ["https://[0:0:0:0:0:0:0:1]/", notPublic],
  ["https://[::]/", notPublic],
  ["https://[::127.0.0.1]/", notPublic],
  ["https://[::ffff:127.0.0.1]/", notPublic],
  ["https://[::ffff:7f00:1]/", notPublic],
  ["https://[::FFFF:127.0.0.1]:8443/", notPublic],
  ["https://[64:ff9b::127.0.0.1]/", notPublic],
  ["https://[64:ff9b::a9fe:a9fe]/", notPublic],
  ["https://[2002:a9fe:a9fe::1]/", notPublic],
  ["https://[0:0:0:0:0:ffff:7f00:0001]/", notPublic],
  ["https://[::ffff:0:7f00:1]/", notPublic],
  ["https://[64:ff9b::7f00:1]/", notPublic],
  ["https://[64:ff9b:1::7f00:1]/", notPublic],
  ["https://[2002:7f00:1::]/", notPublic],
  ["https://[2001:0:7f00:1::]/", notPublic],
  // this machine and its network, as names
  ["https://localhost/", notPublic],
  ["https://localhost./", notPublic],
  ["https://localhost../", notPublic],
  ["https://127.0.0.1../", notPublic],
  ["https://open..example.com/", notPublic],
  ["https://LOCALHOST/", notPublic],
  ["https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", notPublic],
  ["https://a.localhost/", notPublic],
  ["https://router/", notPublic],
  ["https://printer.local/", notPublic],
  ["https://metadata.google.internal/", notPublic],
  ["https://127.0.0.1.nip.io/", notPublic],
  ["https://169-254-169-254.nip.io/", notPublic],
  ["https://mixed.example.com/", notPublic],
  ["https://mixed-six.example.com/", notPublic],
  ["https://mapped.example.com/", notPublic],
  ["https://nobody.example.com/", "expected a host that has an address"],
  // private networks, clouds, and addresses of nobody
  ["https://10.0.0.1/", notPublic],
  ["https://172.16.0.1/", notPublic],
  ["https://172.31.255.255/", notPublic],
  ["https://192.168.1.1/", notPublic],
  ["https://100.64.0.1/", notPublic],
  ["https://100.100.100.200/", notPublic],
  ["https://169.254.169.254/latest/meta-data/", notPublic],
  ["https://0xa9fea9fe/", notPublic],
  ["https://[::ffff:a9fe:a9fe]/", notPublic],
  ["https://168.63.129.16/", notPublic],
  ["https://192.0.0.192/", notPublic],
  ["https://192.0.2.1/", notPublic],
  ["https://198.18.0.1/", notPublic],
  ["https://198.51.100.1/", notPublic],
  ["https://203.0.113.1/", notPublic],
  ["https://224.0.0.1/", notPublic],
  ["https://240.0.0.1/", notPublic],
  ["https://255.255.255.255/", notPublic],
  ["https://[fd00::1]/", notPublic],
  ["https://[fc00::1]/", notPublic],
  ["https://[fd00:ec2::254]/", notPublic],
  ["https://[fe80::1]/", notPublic],
  ["https://[fec0::1]/", notPublic],
  ["https://[ff02::1]/", notPublic],
  ["https://[2001:db8::1]/", notPublic],
  ["https://[3fff::1]/", notPublic],
  ["https://[100::1]/", notPublic],
  // what is no plain https to a usual port
  ["http://open.example.com/", notEncrypted],
  ["ftp://open.example.com/", notEncrypted],
  ["file:///etc/passwd", notEncrypted],
  ["data:,x", notEncrypted],
  ["gopher://127.0.0.1:6379/", notEncrypted],
  ["/hooks", notEncrypted],
  ["", notEncrypted],
  ["https://[fe80::1%25eth0]/", notEncrypted],
  ["https://256.1.1.1/", notEncrypted],
  ["https://open.example.com:22/", "expected port 443 or 8443"],
  ["https://open.example.com:80/", "expected port 443 or 8443"],
  ["https://open.example.com:6379/", "expected port 443 or 8443"],
  ["https://user@open.example.com/", "expected a URL without a user name and a password"],
  ["https://:secret@open.example.com/", "expected a URL without a user name and a password"],
  ["https://open.example.com@127.0.0.1/", "expected a URL without a user name and a password"],
  ["https://open.example.com/#@127.0.0.1/", "expected a URL without a fragment"],
  [`https://open.example.com/${"a".repeat(2000)}`, notEncrypted],
]

describe("an address that is not of the open internet", () => {
  it.each(refusedUrls)("is refused when it is saved as %s", async (url, reason) => {
    expect(await saved(url)).toBe(reason)
  })

  it.each(refusedUrls)("is refused when it is sent to as %s", async (url, reason) => {
    expect(await sent(url)).toBe(reason)
  })

  it("is refused at the next delivery where a name comes to mean it", async () => {
    expect(await saved("https://rebinding.example.com/")).toBe("saved")
    expect(await sent("https://rebinding.example.com/")).toBe(notPublic)
    expect(reached).toEqual([])
  })
})

describe("a URL of the open internet", () => {
  it.each([
    "https://open.example.com/",
    "https://open.example.com./hooks?tenant=1",
    "https://open.example.com:8443/hooks",
    "https://93.184.215.14/",
    "https://[2606:2800:21f:cb07::1]/",
    "https://[64:ff9b::5db8:d70e]/",
  ])("is saved as %s", async (url) => {
    expect(await saved(url)).toBe("saved")
  })
})

describe("a host that the operator allows", () => {
  const port = (): number => (inside.address() as AddressInfo).port
  const allowed = (): Allowed => new Set([`127.0.0.1:${port()}`])

  it("may be on this machine and without encryption", async () => {
    const url = `http://127.0.0.1:${port()}/hooks`
    expect([await saved(url, allowed()), await sent(url, allowed())]).toEqual(["saved", "Taken"])
    expect(reached).toEqual([`127.0.0.1:${port()}/hooks`])
  })

  it("is that host at that port, and no other", async () => {
    expect(await sent(`http://127.0.0.1:${port() === 9 ? 10 : 9}/`, allowed())).toBe(notEncrypted)
    expect(await sent(`http://localhost:${port()}/`, allowed())).toBe(notEncrypted)
  })

  it("is never the network behind this machine", async () => {
    const metadata = "http://169.254.169.254/latest/meta-data/"
    expect(await sent(metadata, new Set(["169.254.169.254:80"]))).toBe(notPublic)
  })
})

describe("an address by itself", () => {
  it.each([
    ["8.8.8.8", true],
    ["9.255.255.255", true],
    ["11.0.0.0", true],
    ["100.63.255.255", true],
    ["100.128.0.0", true],
    ["172.15.255.255", true],
    ["172.32.0.0", true],
    ["223.255.255.255", true],
    ["2001:200::1", true],
    ["2001:1ff::1", false],
    ["1fff::1", false],
    ["4000::1", false],
    ["no address", false],
    ["", false],
  ])("%s is public: %s", (address, is) => {
    expect(isPublic(address)).toBe(is)
  })

  it("is this machine in each of its families", () => {
    expect(["127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1"].map(isLoopback)).toEqual([true, true, true, true])
    expect(["128.0.0.1", "::2", "::", "::ffff:127.0.0.1", ""].map(isLoopback)).toEqual(Array(5).fill(false))
  })
})
