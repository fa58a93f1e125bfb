/** Goes through a JSON text member by member and says what is wrong with it first, and where: the slow and exact reader. */
import { isKept } from "@refund-rules/provider-kit"

/** How deep a value may be nested, and how many members one object may have; the size of the body bounds the rest. */
export const limits = { depth: 32, members: 1000 } as const

/** Why a body is not read. */
export interface JsonFault {
  readonly code:
    | "not_utf8"
    | "byte_order_mark"
    | "malformed"
    | "duplicate_member"
    | "too_deep"
    | "too_many_members"
    | "number_not_kept"
    | "text_not_kept"
  /** The place as a JSON pointer; the whole body where it is no JSON at all. */
  readonly pointer: string
  readonly detail: string
}

/** An object or list around the current place; `key` is the member or entry being read. */
interface Frame {
  readonly names: Set<string> | undefined
  key: string | number
}

/** The first fault of a text that is JSON; undefined where there is none. */
export const firstFault = (text: string): JsonFault | undefined => {
  const frames: Frame[] = []
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[-\d][-+.\deE]*|[{}[\],]/g
  let expectsName = false
  const at = (code: JsonFault["code"], detail: string): JsonFault => ({ code, pointer: pointerOf(frames), detail })
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    const token = found[0]
    const top = frames.at(-1)
    if (token === "{" || token === "[") {
      if (frames.length === limits.depth) return at("too_deep", `nested deeper than ${limits.depth} levels`)
      frames.push(token === "{" ? { names: new Set(), key: "" } : { names: undefined, key: 0 })
      expectsName = token === "{"
    } else if (token === "}" || token === "]") {
      frames.pop()
      expectsName = false
    } else if (token === ",") {
      expectsName = top?.names !== undefined
      if (top !== undefined && typeof top.key === "number") top.key += 1
    } else if (token.startsWith('"')) {
      const read = JSON.parse(token) as string
      if (expectsName) {
        top!.key = read
        const fault = faultOfName(read, top!.names!)
        if (fault !== undefined) return at(...fault)
        expectsName = false
      }
      if (!isText(read))
        return at("text_not_kept", "text with a character that no UTF-8 text can carry, or with U+0000")
    } else if (!isKept(text, found.index, found.index + token.length)) {
      return at("number_not_kept", "a number that would be read as another one: write fewer digits, and no minus zero")
    }
  }
  return undefined
}

const faultOfName = (name: string, names: Set<string>): readonly [JsonFault["code"], string] | undefined => {
  if (names.has(name)) return ["duplicate_member", "this member stands twice"]
  names.add(name)
  if (names.size > limits.members) return ["too_many_members", `an object with more than ${limits.members} members`]
  return undefined
}

const isText = (read: string): boolean => read.isWellFormed() && !read.includes("\0")

const pointerOf = (frames: readonly Frame[]): string =>
  frames.map(({ key }) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")
