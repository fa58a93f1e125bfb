// Counts the tests of each command from its JSON report and prints one last line: N passed, N failed.
// Above it, what failed: whoever sees only the end of a log can tell what to mend.
// Arguments are NAME:EXIT_CODE. A command that failed without a failed test, or succeeded without a test, is one failure.
import { readFileSync } from "node:fs"
import { relative } from "node:path"

const read = (name) => {
  try {
    return JSON.parse(readFileSync(`reports/${name}.json`, "utf8"))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, testResults: [] }
  }
}

const firstLine = (text) => (text ?? "").split("\n")[0].slice(0, 300)

const failures = (report) =>
  report.testResults.flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === "failed")
    const where = relative(process.cwd(), file.name)
    if (file.status !== "failed") return []
    if (tests.length === 0) return [`${where}: ${firstLine(file.message)}`]
    return tests.map((test) => `${where} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`)
  })

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
  for (const failure of failures(report)) console.log(`failed: ${failure}`)
  console.log(`== ${name}: ${report.numPassedTests} passed, ${bad} failed, exit code ${code}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
