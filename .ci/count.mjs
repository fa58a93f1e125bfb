// Counts the tests of each command from its JSON report and prints one last line: N passed, N failed.
// Arguments are NAME:EXIT_CODE. A command that failed without a failed test, or succeeded without a test, is one failure.
import { readFileSync } from "node:fs"

const read = (name) => {
  try {
    return JSON.parse(readFileSync(`reports/${name}.json`, "utf8"))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, testResults: [] }
  }
}

let passed = 0
let failed = 0
for (const argument of process.argv.slice(2)) {
  const [name, code] = argument.split(":")
  const report = read(name)
  // A file that could not even be loaded has no test to fail.
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length
  const bad = report.numFailedTests + unloaded
  const unexplained = bad === 0 && (code !== "0" || report.numPassedTests === 0)
  passed += report.numPassedTests
  failed += bad + (unexplained ? 1 : 0)
  console.log(`== ${name}: ${report.numPassedTests} passed, ${bad} failed, exit code ${code}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
