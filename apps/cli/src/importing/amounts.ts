/** Amounts and instants as exports write them: whole units in JSON, decimals in a spreadsheet. */
import { type Currency, decodeAmount, exponentOf, isCurrency } from "@refund-rules/core"
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
  const text = reader.need(...names).replaceAll(/,(?=\d{3})/g, "")
  if (text === "" || !isCurrency(currency)) return 0
  const digits = exponentOf(currency as Currency)
  const [whole = "", part = ""] = text.split(".", 2)
  // What a spreadsheet adds in zeros is no fraction.
  const decimals = part.length > digits ? part.slice(0, digits) + part.slice(digits).replace(/0+$/, "") : part
  const minor = /^\d+$/.test(whole) && decimals.length <= digits ? Number(whole + decimals.padEnd(digits, "0")) : NaN
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
  const date = /^\d{9,11}$/.test(text)
    ? new Date(Number(text) * 1000)
    : new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(" ", "T")}Z`)
  if (!Number.isNaN(date.getTime())) return date.toISOString()
  reader.fault(names[0] ?? "", `\`${text}\` is no date`)
  return undefined
}
