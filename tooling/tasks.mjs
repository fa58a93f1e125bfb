// What each command of this repository runs, as data: a list of steps, in order, stopping at the first that fails.
export const tasks = {
  "bench:core": [["node", "--conditions=@refund-rules/source", "tooling/bench/src/core.ts"]],
  serve: [["node", "--conditions=@refund-rules/source", "apps/server/src/main.ts"]],
  test: [
    ["turbo", "run", "typecheck"],
    ["vitest", "run"],
  ],
}
