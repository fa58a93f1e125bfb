/** Settings that are wrong, row by row, and those that are only wrong together; a secret is never part of the words. */
import { readSettings } from "@refund-rules/server/settings/readSettings"
import { Effect, Option } from "effect"
import { describe, expect, it } from "vitest"

const strong = "Rk4-v9Qz_7LmX2pT8sWb3NcY6uJf1HdG"
const stripeKey = "sk_live_0123456789"
const live = { MODE: "live", ROOT_KEY: strong }

const named = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`REFUND_RULES_${name}`, value]))

const read = (settings: Readonly<Record<string, string>>) => readSettings(named(settings))

const wordsOf = (settings: Readonly<Record<string, string>>): Promise<string> =>
  Effect.runPromise(Effect.match(read(settings), { onFailure: ({ message }) => message, onSuccess: () => "fine" }))

describe("a setting", () => {
  it.each([
    ["ROOT_KEY", { ROOT_KEY: "short" }],
    ["ROOT_KEY", { ROOT_KEY: "with a space in it" }],
    ["ROOT_KEY", { ROOT_KEY: "x".repeat(256) }],
    ["MODE", { MODE: "production" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://localhost" }],
    ["DATABASE_URL", { DATABASE_URL: "refunds.db" }],
    ["DATABASE_REPLICA_URL", { DATABASE_REPLICA_URL: "file:refunds.db" }],
    ["DATABASE_REPLICA_STALE_MS", { DATABASE_REPLICA_STALE_MS: "1" }],
    ["DATABASE_PARTITIONS", { DATABASE_PARTITIONS: "many" }],
    ["DATABASE_CONNECTIONS", { DATABASE_CONNECTIONS: "1" }],
    ["LEASE_MS", { LEASE_MS: "1" }],
    ["POLL_MS", { POLL_MS: "1s" }],
    ["GATEWAY_TIMEOUT_MS", { GATEWAY_TIMEOUT_MS: "-1" }],
    ["CIRCUIT_MS", { CIRCUIT_MS: "soon" }],
    ["GATEWAY_RETRY_MS", { GATEWAY_RETRY_MS: "0,soon" }],
    ["GATEWAY_RETRY_MS", { GATEWAY_RETRY_MS: "0,,5000" }],
    ["GATEWAY_RETRY_MS", { GATEWAY_RETRY_MS: "0,86400001" }],
    ["GATEWAY_RETRY_MS", { GATEWAY_RETRY_MS: Array(21).fill("0").join(",") }],
    ["MAX_BODY_BYTES", { MAX_BODY_BYTES: "0" }],
    ["CRASH_AT", { CRASH_AT: "sometimes" }],
    ["CRASH_AT", { CRASH_AT: "after-commit:0" }],
    ["ROOT_KEY", { ...live, ROOT_KEY: "changeme-changeme-changeme-changeme" }],
    ["ROOT_KEY", { ...live, ROOT_KEY: "rr_test_0K4v9Qz7LmX2pT8sWb3NcY6uJf1HdG" }],
    ["ROOT_KEY", { ...live, ROOT_KEY: "Rk4-v9Qz_7LmX2pT8sWb" }],
    ["ROOT_KEY", { ...live, ROOT_KEY: "abababababababababababababababab" }],
    ["CRASH_AT", { ...live, CRASH_AT: "after-commit" }],
    ["FACADES", { FACADES: "stripe" }],
    ["FACADES", { FACADES: "stripe=65536" }],
    ["FACADES", { FACADES: "stripe=0,stripe=1" }],
    ["FACADES", { FACADES: "paypal=4011" }],
    ["FACADE_WAIT_MS", { FACADE_WAIT_MS: "soon" }],
    ["SANDBOX_URL", { SANDBOX_URL: "localhost:4020" }],
    ["SANDBOX_URL", { ...live, SANDBOX_URL: "http://127.0.0.1:4020" }],
    ["GATEWAY_STRIPE_URL", { GATEWAY_STRIPE_URL: "ftp://api.stripe.com", GATEWAY_STRIPE_KEY: stripeKey }],
    [
      "GATEWAY_STRIPE_URL",
      { GATEWAY_STRIPE_URL: "https://shop:pass-word@api.stripe.com", GATEWAY_STRIPE_KEY: stripeKey },
    ],
    [
      "GATEWAY_STRIPE_URL",
      { GATEWAY_STRIPE_URL: "https://api.stripe.com/?key=pass-word", GATEWAY_STRIPE_KEY: stripeKey },
    ],
    ["SANDBOX_URL", { SANDBOX_URL: "http://127.0.0.1:4020/#stripe" }],
    ["GATEWAY_STRIPE_URL", { ...live, GATEWAY_STRIPE_URL: "http://api.stripe.com", GATEWAY_STRIPE_KEY: stripeKey }],
    ["GATEWAY_STRIPE_KEY", { GATEWAY_STRIPE_URL: "https://api.stripe.com" }],
    ["GATEWAY_STRIPE_KEY", { ...live, GATEWAY_STRIPE_KEY: "sk_test_0123456789" }],
    ["GATEWAY_STRIPE_WEBHOOK_SECRET", { GATEWAY_STRIPE_WEBHOOK_SECRET: "whsec_0123456789,short" }],
  ])("%s stops the start where it is one of %j", async (name, settings: Readonly<Record<string, string>>) => {
    const words = await wordsOf(settings)
    expect(words.split("\n")).toEqual([expect.stringMatching(new RegExp(`^REFUND_RULES_${name}: .*expected `))])
    expect(words).not.toContain("pass-word")
    if (settings["ROOT_KEY"] !== undefined) expect(words).not.toContain(settings["ROOT_KEY"])
  })

  it.each([
    [{}],
    [live],
    [{ ROOT_KEY: "12345678" }],
    [{ DATABASE_URL: "file:///var/lib/refunds.db" }],
    [{ DATABASE_URL: "postgres://shop:secret@db.example:5432/refunds", DATABASE_PARTITIONS: "16" }],
    [{ CRASH_AT: "before-outbox-ack:3" }],
    [{ GATEWAY_RETRY_MS: "0,86400000" }],
    [{ ROOT_KEY: "", POLICY: "", CRASH_AT: "" }],
    [{ FACADES: "off", SANDBOX_URL: "http://127.0.0.1:4020" }],
    [{ ...live, GATEWAY_STRIPE_URL: "https://api.stripe.com", GATEWAY_STRIPE_KEY: stripeKey }],
    [{ GATEWAY_STRIPE_WEBHOOK_SECRET: "whsec_0123456789,whsec_9876543210" }],
  ])("is fine among %j", async (settings: Readonly<Record<string, string>>) => {
    expect(await wordsOf(settings)).toBe("fine")
  })

  it("left out, or empty, is what the table says", async () => {
    const settings = await Effect.runPromise(read({ PORT: "", MODE: "" }))
    expect(settings).toMatchObject({
      host: "127.0.0.1",
      port: 4010,
      mode: "test",
      databaseUrl: "file:./data/refund-rules.db",
      leaseMilliseconds: 30_000,
      facades: new Map([
        ["stripe", 4011],
        ["dodo", 4012],
        ["wooshpay", 4013],
        ["dollr", 4014],
        ["loop", 4015],
      ]),
      facadeWaitMilliseconds: 2000,
      gatewayRetryMilliseconds: [0, 5000, 30_000, 120_000, 600_000, 3_600_000, 14_400_000, 43_200_000],
      bodyLimit: 262_144,
    })
    expect([Option.isNone(settings.rootKey), Option.isNone(settings.crashAt)]).toEqual([true, true])
  })
})

it("names what is wrong and what no setting has in one round", async () => {
  expect(await wordsOf({ PORT: "abc", DATABSE_URL: "file:x.db" })).toBe(
    "REFUND_RULES_PORT: found `abc`, expected a port from 0 to 65535, where 0 picks a free one (default 4010)\n" +
      "REFUND_RULES_DATABSE_URL is no setting of this version and changes nothing; did you mean REFUND_RULES_DATABASE_URL?",
  )
})
