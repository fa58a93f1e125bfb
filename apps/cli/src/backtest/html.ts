/** A backtest as one page that needs no network and no script: charts as drawings, for light and dark alike. */
import { formatMoney, type Verdict } from "@refund-rules/core"
import { type Affected, type Cell, totalOf } from "@refund-rules/engine"
import { bars, flows } from "./charts.ts"
import { escaped } from "./escaped.ts"
import type { Result } from "./Result.ts"
import { style } from "./style.ts"
import { balanceOf, currenciesOf, differences, signed } from "./text.ts"

export const resultHtml = (result: Result): string => {
  const total = totalOf(result)
  const title = `What policy ${result.policy.id} would have done`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${escaped(title)}</h1>
<p class="faint">${escaped(aboutOf(result))}</p>
</header>
<section class="figures">
${figure(result.decisions.toLocaleString("en"), "decisions")}
${figure(result.gained.toLocaleString("en"), "approvals gained", "good")}
${figure(result.lost.toLocaleString("en"), "approvals lost", "bad")}
</section>
<section>
<h2>How verdicts move</h2>
${flows(total)}
${movesTable(total)}
</section>
<section>
<h2>Money approved, by currency</h2>
${bars(total)}
${moneyTable(total)}
</section>
${result.by.length === 0 ? "" : groupsSection(result)}
<section>
<h2>Most affected</h2>
${result.affected.length === 0 ? "<p>No decision would change.</p>" : result.affected.map(affectedOf).join("\n")}
</section>
</main>
</body>
</html>
`
}

const aboutOf = ({ merchant, mode, policy, shards, since }: Result): string =>
  [
    `merchant ${merchant}, ${mode} mode`,
    since === null ? "every decision that is stored" : `asked since ${since}`,
    ...(shards.length === 0 ? [] : [`only shards ${shards.map(({ index, of }) => `${index}/${of}`).join(", ")}`]),
    policy.hash,
  ].join(" · ")

const figure = (value: string, name: string, kind = ""): string =>
  `<p class="figure ${kind}"><strong>${escaped(value)}</strong><span>${escaped(name)}</span></p>`

const tableOf = (names: readonly string[], rows: readonly (readonly string[])[], texts: number): string => {
  const kind = (index: number): string => (index < texts ? "" : ' class="number"')
  const head = names.map((name, index) => `<th scope="col"${kind(index)}>${escaped(name)}</th>`).join("")
  const body = rows.map(
    (row) => `<tr>${row.map((text, index) => `<td${kind(index)}>${escaped(text)}</td>`).join("")}</tr>`,
  )
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`
}

const verdicts: readonly Verdict[] = ["Approve", "Review", "Refuse"]

const movesTable = ({ moves }: Cell): string =>
  tableOf(
    ["Decided as", ...verdicts.map((one) => `now ${one}`)],
    verdicts.map((before) => [
      before,
      ...verdicts.map((after) => (moves[`${before} ${after}`] ?? 0).toLocaleString("en")),
    ]),
    1,
  )

const moneyTable = (cell: Cell): string =>
  tableOf(
    ["Currency", "then", "now", "difference"],
    currenciesOf(cell).map((currency) => {
      const [before, after] = [cell.before[currency] ?? 0, cell.after[currency] ?? 0]
      return [currency, formatMoney(before, currency), formatMoney(after, currency), signed(after - before, currency)]
    }),
    1,
  )

const groupsSection = ({ by, cells }: Result): string => {
  const rows = Object.entries(cells).map(([key, cell]) => {
    const { gained, lost } = balanceOf(cell)
    const values = (JSON.parse(key) as readonly string[]).map((value) => (value === "" ? "none" : value))
    return [...values, ...[cell.decisions, gained, lost].map((count) => count.toLocaleString("en")), differences(cell)]
  })
  return `<section>
<h2>By ${escaped(by.join(", "))}</h2>
${tableOf([...by, "decisions", "gained", "lost", "difference"], rows, by.length)}
</section>`
}

/** What a violation knows, name by name. */
const numbersOf = ({ _tag, ...numbers }: Affected["before"]["broken"][number]["violations"][number]): string => {
  const known = Object.entries(numbers).map(([name, value]) => `${name} ${String(value)}`)
  return `<span class="faint">${escaped([_tag, ...known].join(", "))}</span>`
}

const affectedOf = (one: Affected): string => {
  const { after, askedAt, before, currency, paymentId, subject } = one
  const side = (name: string, { amount, broken, verdict }: Affected["before"]): string => {
    const rules = broken.map(({ rule, violations }) => {
      const numbers = violations.map(numbersOf).join(" ")
      return `<li><strong>${escaped(rule)}</strong> ${numbers}</li>`
    })
    return `<div><h4>${name}: <span class="${verdict}">${verdict}</span> ${escaped(formatMoney(amount, currency))}</h4>
${rules.length === 0 ? "<p>every rule held</p>" : `<ul>${rules.join("")}</ul>`}</div>`
  }
  return `<article>
<h3>${escaped(subject ?? "a refused ask")} <span class="faint">of ${escaped(paymentId)}, ${escaped(askedAt)}</span></h3>
<div class="sides">${side("then", before)}${side("now", after)}</div>
</article>`
}
