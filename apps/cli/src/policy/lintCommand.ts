/** `policy lint`: what cannot be read as a policy, and what can and was hardly meant. */
import { type Fault, lint, type Policy } from "@refund-rules/core"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { give } from "../manners/answer.ts"
import { annotations, type Found, foundText, located } from "./findings.ts"
import { fileArgument, formatFlag, readToJudge } from "./formats.ts"

export const lintCommand = Command.make(
  "lint",
  { file: fileArgument("policy"), format: formatFlag },
  Effect.fnUntraced(function* ({ file, format }) {
    const { parsed, text } = yield* readToJudge(file)
    const findings = located(text, parsed.ok ? strange(parsed.value) : parsed.faults.map(faulty))
    yield* give({
      json: { file, findings },
      text: (ink, columns) => {
        if (format === "annotations") return annotations(file, findings)
        return findings.length === 0 ? [`${ink.good("good")} ${file}`] : foundText(file, findings, ink, columns)
      },
      exit: findings.length === 0 ? 0 : 1,
    })
  }),
).pipe(
  Command.withDescription("Find what is wrong or strange in a policy; exits 1 where anything is"),
  Command.withShortDescription("Find what is wrong or strange"),
  Command.withExamples([
    { command: "refund-rules policy lint shop/policy.json", description: "For people" },
    { command: "refund-rules policy lint shop/policy.json --format annotations", description: "For a pull request" },
  ]),
)

const faulty = ({ code, message, path }: Fault): Found => ({ path, code, message, level: "error" })

const strange = (policy: Policy): readonly Found[] =>
  lint(policy).map(({ code, message, rule }) => {
    const index = policy.rules.findIndex(({ id }) => id === rule)
    const words = rule === undefined ? message : `rule \`${rule}\`: ${message}`
    return { path: index < 0 ? "" : `/rules/${index}`, code, message: words, level: "warning" }
  })
