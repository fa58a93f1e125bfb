// What each command of this repository runs, as data: a list of steps, in order, stopping at the first that fails.
export const tasks = {
  serve: [["node", "--conditions=@refund-rules/source", "apps/server/src/main.ts"]],
  format: [["oxfmt", "."]],
  test: [
    ["oxfmt", "--check", "."],
    ["oxlint", "--type-aware", "--deny-warnings"],
    ["effect-tsgo", "diagnostics", "--project", "tsconfig.json", "--strict", "--format", "text"],
    ["turbo", "run", "typecheck"],
    ["vitest", "run"],
  ],
}
