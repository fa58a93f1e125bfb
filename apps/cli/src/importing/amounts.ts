/** Amounts and instants as exports write them: whole units in JSON, decimals in a spreadsheet. */
import { type Currency, decodeAmount, exponentOf, isCurrency, parseInstant } from "@refund-rules/core"
import type { Reader } from "./Row.ts"

/** A currency in capitals; a code nobody knows is a fault. */
export const currencyOf = (reader: Reader, ...names: readonly string[]): string => {
  const code = reader.need(...names).toUpperCase()
  if (code !== "" && !isCurrency(code)) reader.fault(names[0] ?? "", `there is no currency \`${code}\``)
  return code
}

/** An integer as the provider's API counts it. */
export const wireAmount = (reader: Reader, provider: string, currency: string, ...names: readonly string[]): number => {
  const text = reader.need(...names)
  if (text === "" || !isCurrency(currency)) return 0
  return taken(reader, names[0] ?? "", decodeAmount(provider, currency, text))
}

/** A decimal in whole currency units, as spreadsheets show it; `1,234.50` has its commas left out. */
export const decimalAmount = (reader: Reader, currency: string, ...names: readonly string[]): number => {
  const text = reader.need(...names)
  if (text === "" || !isCurrency(currency)) return 0
  const digits = exponentOf(currency as Currency)
  const [, whole, part = ""] = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(text) ?? []
  // What a spreadsheet adds in zeros is no fraction.
  const decimals = part.slice(0, digits) + part.slice(digits).replace(/0+$/, "")
  const isExact = whole !== undefined && decimals.length <= digits
  const minor = isExact ? Number(whole.replaceAll(",", "") + decimals.padEnd(digits, "0")) : NaN
  if (!Number.isSafeInteger(minor)) reader.fault(names[0] ?? "", `\`${text}\` is no amount of ${currency}`)
  return minor
}

const taken = (reader: Reader, name: string, read: ReturnType<typeof decodeAmount>): number => {
  if (read.ok) return read.value
  for (const { message } of read.faults) reader.fault(name, message)
  return 0
}

/** An instant from seconds, or from a date as exports write it, which is in UTC. */
export const instantIn = (reader: Reader, ...names: readonly string[]): string | undefined => {
  const text = reader.text(...names)
  if (text === undefined) return undefined
  const found = /^\d{9,11}$/.test(text) ? new Date(Number(text) * 1000).toISOString() : dateIn(text)
  if (found === undefined) reader.fault(names[0] ?? "", `\`${text}\` is no date: write it as 2026-01-31 12:00:00`)
  return found
}

/** Nothing is guessed: not which of two numbers is the month, and not another day for one that there is not. */
const dateIn = (text: string): string | undefined => {
  const [, day, time = "00:00", seconds = ":00", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)? ?([zZ]|UTC|[+-]\d\d:?\d\d)?$/.exec(text.trim()) ?? []
  if (day === undefined) return undefined
  const offset = zone === "UTC" ? "Z" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2")
  return parseInstant(`${day}T${time}${seconds}${offset}`)
}
