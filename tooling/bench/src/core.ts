/** `npm run bench:core`: what the core costs beside code written by hand for the same answers. */
import { decisionCasesChecked, decisionComparisons } from "./decision.ts"
import { measure } from "./measure.ts"
import { moneyCases, moneyComparisons } from "./money.ts"
import { report } from "./report.ts"

const cases = [...(await decisionCasesChecked()), ...moneyCases()]

report(await measure(cases), [...decisionComparisons, ...moneyComparisons])
