/** Compares what is answered about somebody else's things with what is answered about nothing, byte by byte. */
import { type Document, documentOf, type Operation } from "../document/Document.ts"
import { ask, type Told } from "./asking.ts"
import { absentAs, type Belongings } from "./belongings.ts"
import { keys, type Place, placesOf, requestOf, type Sent } from "./places.ts"

/** Two answers that had to be alike, and are not. */
export interface Difference {
  readonly place: string
  readonly foreign: string
  readonly absent: string
}

/** Who asks: a key, and whether it is one of the merchant whose things these are. */
export interface Asker {
  readonly key: string
  readonly isTheirs: boolean
}

/** What came of asking everywhere. */
export interface Compared {
  readonly places: number
  readonly differences: readonly Difference[]
}

/**
 * Asks for everything that is not the asker's, in every place of every operation, and for what is not there at all. A
 * merchant is the same in every mode, so to its own keys it is no stranger.
 */
export const compareAll = async (native: string, { key, isTheirs }: Asker, real: Belongings): Promise<Compared> => {
  const document = await documentOf(native)
  const differences: Difference[] = []
  let places = 0
  for (const [operation, place] of everywhere(document)) {
    if (isTheirs && place.kind === "merchants") continue
    const id = realOf(real, place.kind)
    const absent = absentAs(place.kind, id)
    const about = async (named: string): Promise<string> => {
      // What else is named is the asker's own where it can have it: else nobody would look at the place.
      const payment = needsPayment(document, operation, place) ? await ownPayment(native, key) : ""
      const others: Filling = (kind) => (kind === "payments" ? payment : absentAs(kind, realOf(real, kind)))
      return bare(await ask(native, key, asking(document, operation, place, named, others)), named)
    }
    const [foreign, nothing] = [await about(id), await about(absent)]
    const name = `${operation.name} ${place.in} ${place.name}`
    if (foreign !== nothing) differences.push({ place: name, foreign, absent: nothing })
    places++
  }
  return { places, differences }
}

/** The places where the owner is told the same of what is there as of what is not: asking there proves nothing. */
export const vainIn = async (native: string, owner: string, real: Belongings): Promise<readonly string[]> => {
  const document = await documentOf(native)
  const vain: string[] = []
  for (const [operation, place] of everywhere(document)) {
    const about = async (named: string): Promise<string> => {
      const sent = asking(document, operation, place, named, (kind) => realOf(real, kind))
      return bare(await ask(native, owner, sent), named)
    }
    const id = realOf(real, place.kind)
    if ((await about(id)) === (await about(absentAs(place.kind, id))))
      vain.push(`${operation.name} ${place.in} ${place.name}`)
  }
  return vain
}

/** All that the owner can look at, but for what grows by itself: a head is sealed when its time has come. */
export const seenBy = async (native: string, owner: string, real: Belongings): Promise<readonly string[]> => {
  const document = await documentOf(native)
  const seen: string[] = []
  for (const one of secured(document).filter(({ method, path }) => method === "GET" && path !== "/v1/audit/head")) {
    const sent = asking(document, one, undefined, "", (kind) => realOf(real, kind))
    const { status, text } = await ask(native, owner, sent)
    // A report that is told no period takes the last one.
    seen.push(`${one.name} ${status} ${text.replaceAll(/"(from|until)":"[^"]*"/g, "")}`)
  }
  return seen
}

const realOf = (real: Belongings, kind: string): string => {
  const id = real.get(kind)
  if (id === undefined) throw new Error(`the document names ${kind}, of which nothing was made here`)
  return id
}

// Looking comes before touching, and touching before making: what one merchant has made itself is no longer absent.
const rank = ({ method, path }: Operation): number =>
  method === "GET" ? 0 : method === "PUT" || !path.includes("{") ? 3 : method === "DELETE" ? 2 : 1

const secured = ({ operations }: Document): readonly Operation[] =>
  operations.filter((one) => one.isSecured).toSorted((one, other) => rank(one) - rank(other))

const everywhere = (document: Document): readonly (readonly [Operation, Place])[] =>
  secured(document).flatMap((operation) => placesOf(document, operation).map((place) => [operation, place] as const))

type Filling = (kind: string) => string

let fresh = 0

/** The request with this place filled, and the others with what is real or not. */
const asking = (
  document: Document,
  operation: Operation,
  place: Place | undefined,
  id: string,
  others: Filling,
): Sent =>
  requestOf(document, operation, placesOf(document, operation), (one) => {
    if (one.in === place?.in && one.name === place.name) return id
    if (one.kind.startsWith(keys)) return `fresh-${++fresh}`
    return one.in === "query" || one.name === "merchant" ? undefined : others(one.kind)
  })

const needsPayment = (document: Document, operation: Operation, place: Place): boolean =>
  placesOf(document, operation).some(({ kind, name }) => kind === "payments" && name !== place.name)

/** A payment that the asker has registered, if it may: then it is there, else it is as absent as any. */
const ownPayment = async (native: string, key: string): Promise<string> => {
  const id = `own-${++fresh + 1000}`
  const body = JSON.stringify({ id, provider: "sandbox", references: {}, currency: "EUR", captured: 1000 })
  const headers = { "content-type": "application/json" }
  await ask(native, key, { method: "POST", path: "/v1/payments", headers, body })
  return id
}

/** What is compared: all but what differs between any two requests, and the id itself. */
export const bare = ({ headers, status, text }: Told, id: string): string => {
  const escaped = JSON.stringify(id)
    .slice(1, -1)
    .replaceAll(/[^\w-]/g, String.raw`\$&`)
  // As a word of its own: an id may be as short as a digit of something else.
  const itself = new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "g")
  const plain = (given: string): string =>
    given
      .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "REQUEST")
      .replaceAll(/own-\d{4}/g, "OWN")
      .replaceAll(itself, "THE-ID")
  const kept = headers
    .filter(([name]) => !["date", "x-request-id", "request-id"].includes(name))
    // The length of an answer is that of what it repeats: it has to be right, not alike.
    .map(([name, value]) =>
      name === "content-length" ? `length: ${Number(value) === Buffer.byteLength(text)}` : `${name}: ${plain(value)}`,
    )
  const said = [status, ...kept, plain(text)].join("\n")
  return status >= 300 ? said : unmade(said)
}

/** What was just made differs by what was made up for it; what is refused may not. */
const unmade = (said: string): string =>
  said
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "AT")
    .replaceAll(/[\da-f]{64}|(?<=(ref|ses|key|evt)_)\w+|rr_\w+_[\w-]{43}/g, "MADE")
