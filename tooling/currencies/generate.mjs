// Writes the currency table of the core from iso-4217.json:  node tooling/currencies/generate.mjs [--print]
//
// The list as published, then the amendments since, then the withdrawn codes still accepted. Codes without an exponent
// (gold, test codes) are left out: an amount of them has no smallest unit. With --print it writes to stdout instead.
import { readFileSync, writeFileSync } from "node:fs"

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"))
const table = new URL("../../packages/core/src/money/currencyTable.ts", import.meta.url)
const { listOne, amendments, alsoAccepted } = read("iso-4217.json")

const exponents = new Map()
for (const [exponent, codes] of Object.entries(listOne)) {
  if (exponent !== "none") for (const code of codes.split(" ")) exponents.set(code, Number(exponent))
}
for (const { number, adds, withdraws } of amendments) {
  for (const code of withdraws) {
    if (!exponents.delete(code)) throw new Error(`amendment ${number} withdraws \`${code}\`, which is not on the list`)
  }
  for (const [code, exponent] of Object.entries(adds)) exponents.set(code, exponent)
}
for (const [code, exponent] of Object.entries(alsoAccepted.currencies)) {
  if (exponents.has(code)) throw new Error(`\`${code}\` is on the list already, it needs no exception`)
  exponents.set(code, exponent)
}

const codesOf = (exponent) => [...exponents.keys()].filter((code) => exponents.get(code) === exponent).sort()
const wrapped = (codes) => {
  const perLine = 36
  const lines = []
  for (let at = 0; at < codes.length; at += perLine) {
    lines.push(`"${codes.slice(at, at + perLine).join("")}"`)
  }
  return lines.length === 1 ? ` ${lines[0]}` : `\n    ${lines.join(" +\n    ")}`
}

const rows = [0, 2, 3, 4].map((exponent) => `  [${exponent},${wrapped(codesOf(exponent))}],`)
const source = `/** Every currency by its decimals; written by tooling/currencies/generate.mjs, never by hand. */

/** The codes of one exponent stand in one string, three letters each. */
export const currencyTable: readonly (readonly [exponent: number, codes: string])[] = [
${rows.join("\n")}
]
`

if (process.argv.includes("--print")) process.stdout.write(source)
else writeFileSync(table, source)
