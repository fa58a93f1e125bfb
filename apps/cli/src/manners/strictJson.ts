/** Reads JSON so that nothing is guessed: a member that stands twice, or a number that would lose a digit, is a fault with its place. */
import type { Fault, Result } from "@refund-rules/core"
import { isJsonObject, isKept, type Json, jsonText, readJson } from "@refund-rules/provider-kit"
import { plainJson } from "./plainJson.ts"

/** What a text says as JSON, or everything that keeps it from saying it. */
export const parseJson = (text: string): Result<unknown> => {
  const quick = plainJson(text)
  if (quick !== undefined) return { ok: true, value: quick.value }
  const read = readJson(text)
  if (!read.ok) return { ok: false, faults: [wrong(text, read.wrong, read.at)] }
  const faults: Fault[] = []
  const value = plain(read.value, "", faults)
  return faults.length === 0 ? { ok: true, value } : { ok: false, faults }
}

const wrong = (text: string, kind: "malformed" | "twice" | "size", at: number): Fault => {
  switch (kind) {
    case "malformed":
      return { path: "", code: "not_json", message: `this is not JSON: ${wordsOn(text)}` }
    case "twice": {
      const [name = ""] = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(at)) ?? []
      const where = text.includes("\n") ? `, again in line ${text.slice(0, at).split("\n").length}` : ""
      return { path: "", code: "duplicate_member", message: `\`${name}\` stands twice in one object${where}` }
    }
    case "size":
      return { path: "", code: "too_large", message: "it is deeper, or has more members, than anything that is meant" }
  }
}

/** The words of the language's own reader, which knows the place. */
const wordsOn = (text: string): string => {
  try {
    JSON.parse(text)
    return "a text in it has half a character"
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const plain = (json: Json, path: string, faults: Fault[]): unknown => {
  const number = jsonText(json)
  if (number !== undefined) {
    if (!isKept(number)) faults.push({ path, code: "number_not_kept", message: lost(number) })
    return Number(number)
  }
  if (Array.isArray(json)) return json.map((one: Json, index) => plain(one, `${path}/${index}`, faults))
  if (!isJsonObject(json)) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, one]) => [
      name,
      plain(one, `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, faults),
    ]),
  )
}

const lost = (number: string): string =>
  `\`${number.slice(0, 100)}\` would be read as another number: write fewer digits`
