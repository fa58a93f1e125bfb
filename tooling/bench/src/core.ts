/** `npm run bench:core`: what the core costs beside code written by hand for the same answers. */
import { measure } from "./measure.ts"
import { moneyCases, moneyComparisons } from "./money.ts"
import { report } from "./report.ts"

report(await measure(moneyCases()), moneyComparisons)
