/** The surroundings of this process: colour and progress only where somebody watches, and never against their will. */
import type { Place } from "./Surroundings.ts"

export const processSurroundings = (args: readonly string[]): Place => {
  const { env, stderr, stdin, stdout } = process
  const options = args.includes("--") ? args.slice(0, args.indexOf("--")) : args
  const isJson = options.includes("--json")
  const isTerminal = stdout.isTTY && env["TERM"] !== "dumb"
  return {
    folder: process.cwd(),
    environment: env,
    input: () => stdin,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isInputTerminal: stdin.isTTY,
    isTerminal: stderr.isTTY && env["TERM"] !== "dumb",
    isColoured: isTerminal && !isJson && (env["NO_COLOR"] ?? "") === "",
    isJson,
    columns: stdout.isTTY ? Math.max(40, stdout.columns) : 80,
  }
}
