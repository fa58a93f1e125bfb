/** What a request is for, as all who see it on its way have to read it: a path of the one host it names, and nothing repaired. */
import type { IncomingMessage } from "node:http"

/** Path and query of what is asked for; undefined where no host is named, or two, or none that could be one. */
export const targetOf = ({ httpVersionMinor, method, rawHeaders, url = "" }: IncomingMessage): string | undefined => {
  let [host, hosts]: [string | undefined, number] = [undefined, 0]
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (name.length !== 4 || name.toLowerCase() !== "host") continue
    host = rawHeaders[at + 1]!
    hosts++
  }
  if (hosts > 1 || (hosts === 0 && httpVersionMinor > 0)) return undefined
  if (host !== undefined && host !== "" && !authority.test(host)) return undefined
  // What is behind `#` is never sent.
  if (url.includes("#")) return undefined
  return url.startsWith("/") ? url : withoutHost(url, method, host)
}

const authority = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d{1,5})?$/i

/** Path and query of a target with its host before them, which has to be the one that `Host` names: nothing is asked of others. */
const withoutHost = (url: string, method: string | undefined, host: string | undefined): string | undefined => {
  const [, named, rest = ""] = /^http:\/\/([^/?]*)(.*)$/i.exec(url) ?? []
  if (named === undefined || !authority.test(named)) return undefined
  if (host !== undefined && host.toLowerCase() !== named.toLowerCase()) return undefined
  // OPTIONS of a host as a whole is asked of everything, and of nothing in particular.
  if (rest === "" && method === "OPTIONS") return undefined
  return rest.startsWith("/") ? rest : `/${rest}`
}
