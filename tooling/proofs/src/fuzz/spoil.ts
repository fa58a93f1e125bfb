/** Spoils a body, as a value or as text; a body that is no longer JSON all read alike is certain to be refused. */
import type { Chance } from "../chance.ts"

const nested = (depth: number): unknown => {
  let value: unknown = {}
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { a: value }
  return value
}

const odd: readonly (() => unknown)[] = [
  () => null,
  () => "",
  () => " ",
  () => -1,
  () => 0,
  () => 1.5,
  () => 2 ** 53 - 1,
  () => 2 ** 53,
  () => -(2 ** 31) - 1,
  () => 1e21,
  () => "1",
  () => "x".repeat(300),
  () => "x".repeat(10_000),
  () => [],
  () => ({}),
  () => [[]],
  () => true,
  () => "2026-02-30T00:00:00Z",
  () => "0000-00-00T00:00:00Z",
  () => "__proto__",
  () => "constructor",
  () => "../../etc/passwd",
  () => "' or 1=1 --",
  () => "\u0007\u001b[31m",
  () => nested(20),
  () => nested(40),
  () => Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`m${at}`, at])),
  () => Array.from({ length: 2000 }, () => 1),
]

const surplus = ["surplus", "__proto__", "constructor", "toString", "id", "status", "merchant", "captured", "", "é"]

/** A copy of a value with one thing in it replaced, taken out, added or doubled. */
export const spoiled = (value: unknown, chance: Chance): unknown => {
  if (typeof value !== "object" || value === null || chance.below(20) === 0) return chance.oneOf(odd)()
  if (Array.isArray(value)) {
    const entries: unknown[] = [...(value as readonly unknown[])]
    const at = chance.below(entries.length + 1)
    if (at === entries.length) return [...entries, entries[0] ?? chance.oneOf(odd)()]
    entries[at] = chance.below(3) === 0 ? entries[0] : spoiled(entries[at], chance)
    return entries
  }
  const members = Object.entries(value)
  const kind = members.length === 0 ? 0 : chance.below(6)
  if (kind === 0) return withMember(members, chance.oneOf(surplus), chance.oneOf(odd)())
  const [name, inner] = chance.oneOf(members)
  if (kind === 1) return Object.fromEntries(members.filter(([one]) => one !== name))
  const isDeep = typeof inner === "object" && inner !== null
  return withMember(members, name, isDeep && kind < 5 ? spoiled(inner, chance) : chance.oneOf(odd)())
}

// A literal with `__proto__` would set a prototype; from entries it becomes a member, as in JSON.
const withMember = (members: readonly (readonly [string, unknown])[], name: string, value: unknown): unknown =>
  Object.fromEntries([...members, [name, value]])

type SpoilText = (text: string) => string | Buffer | undefined

const replacing =
  (found: RegExp, by: string): SpoilText =>
  (text) =>
    found.test(text) ? text.replace(found, by) : undefined

const number = /(?<=[[:,])-?\d+(?=[,}\]])/
const inText = /(?<=:")/

/** What no body may be, each with the name of what was done; undefined where the text has no place for it. */
const texts: readonly (readonly [string, SpoilText])[] = [
  ["byte order mark", (text) => `\ufeff${text}`],
  [
    "duplicate member",
    (text) => text.replace(/^\{("(?:[^"\\]|\\.)*":)/, "{$1null,$1").concat(text.length > 2 ? "" : "x"),
  ],
  ["cut off", (text) => text.slice(0, -1)],
  ["more behind", (text) => `${text}{}`],
  ["no JSON", () => "amount=1&full=true"],
  ["nothing", () => ""],
  ["a comment", (text) => `/* */${text}`],
  ["a comma too many", (text) => text.replace(/\}$/, ",}")],
  ["bad UTF-8", (text) => Buffer.concat([Buffer.from(text), Buffer.from([0x22, 0xff, 0xfe])])],
  [
    "overlong UTF-8",
    (text) => Buffer.concat([Buffer.from(`[${text},"`), Buffer.from([0xc0, 0xaf]), Buffer.from('"]')]),
  ],
  ["half a pair", replacing(inText, "\\ud800")],
  ["nul", replacing(inText, "\\u0000")],
  ["raw line break", replacing(inText, "\n")],
  ["1e400", replacing(number, "1e400")],
  ["minus zero", replacing(number, "-0")],
  ["NaN", replacing(number, "NaN")],
  ["leading zero", replacing(number, "007")],
  ["hexadecimal", replacing(number, "0x10")],
  ["many digits", replacing(number, "0.10000000000000000001")],
  ["deep", (text) => `${"[".repeat(5000)}${text}${"]".repeat(5000)}`],
  ["wide", () => `{${Array.from({ length: 1001 }, (_, at) => `"m${at}":0`).join(",")}}`],
  ["too large", (text) => `${" ".repeat(270_000)}${text}`],
]

/** Text that is certain to be refused, and what was done to it. */
export const spoiledText = (text: string, chance: Chance): readonly [string, Buffer] => {
  for (;;) {
    // A large body is dear to send: seldom is enough.
    const [how, spoil] = chance.oneOf(chance.below(30) === 0 ? texts : texts.slice(0, -2))
    const made = spoil(text)
    if (made !== undefined) return [how, Buffer.from(made as string)]
  }
}
