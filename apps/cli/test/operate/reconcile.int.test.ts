/** A comparison with a provider over real sockets, on a file; on a server, and killed half-way, in reconcile.long.test.ts. */
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { makeFolder } from "../running.ts"
import { reconcileStory } from "./reconcileStory.ts"

test("a drift of each kind is told of, repaired once, and comes to rest", () =>
  reconcileStory(({ path }) => `file:${join(path, "refunds.db")}`))

test.each([
  ["--gateway paypal --since 1h", {}, 2, "there is no gateway `paypal`"],
  ["--gateway stripe --since 1h", {}, 2, "REFUND_RULES_GATEWAY_STRIPE_KEY"],
  ["--gateway stripe --since yesterday", {}, 2, "`yesterday` is no time"],
  ["--gateway stripe --since 1h --until 2h", {}, 2, "over before it begins"],
  ["--gateway stripe --since 1h", { REFUND_RULES_SANDBOX_URL: "http://127.0.0.1:9" }, 3, "did not tell all"],
  [
    "--gateway stripe --since 1h",
    { REFUND_RULES_GATEWAY_STRIPE_KEY: "sk_test_canary", REFUND_RULES_GATEWAY_STRIPE_URL: "http://example.com" },
    2,
    "in the clear",
  ],
  [
    "--gateway stripe --since 1h --mode live",
    { REFUND_RULES_GATEWAY_STRIPE_KEY: "sk_test_canary", REFUND_RULES_GATEWAY_STRIPE_URL: "https://example.com" },
    2,
    "is of test mode",
  ],
])("reconcile %s in %o ends with %i", async (rest, environment, code, words) => {
  const folder = makeFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  await folder.run("refund-rules migrate --db refunds.db")
  const said = await folder.run(`refund-rules reconcile ${rest} --db refunds.db`, { environment })
  expect({ code: said.code, err: said.err.replaceAll(/\s+/g, " ") }).toEqual({
    code,
    err: expect.stringContaining(words),
  })
  expect(said.err).not.toContain("canary")
})

test("a provider without a list is asked after each of ours, and it says so", async () => {
  const folder = makeFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  await folder.run("refund-rules migrate --db refunds.db")
  const environment = { REFUND_RULES_SANDBOX_URL: "http://127.0.0.1:9" }
  const { code, out } = await folder.run("refund-rules reconcile --gateway wooshpay --since 1h --db refunds.db", {
    environment,
  })
  expect({ code, out: out.replaceAll(/\s+/g, " ") }).toEqual({
    code: 0,
    out: expect.stringContaining("wooshpay has no list of all refunds"),
  })
})
