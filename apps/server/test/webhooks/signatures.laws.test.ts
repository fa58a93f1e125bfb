/** The laws of readers of webhooks, for every provider that sends any. */
import { webhookLaws } from "@refund-rules/testing"
import { providers } from "@refund-rules/server/providers"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { signers } from "./signers.ts"

const senders = providers.flatMap(({ provider: { name, webhook } }) =>
  webhook === undefined ? [] : [{ name, webhook }],
)

it("every provider that sends webhooks is held to them", () => {
  expect(senders.map(({ name }) => name).toSorted()).toEqual(Object.keys(signers).toSorted())
})

describe.each(senders)("a webhook of $name", ({ name, webhook }) => {
  for (const { check, sentence } of webhookLaws({ ...signers[name]!, read: webhook })) it(sentence, async () => check())
})

describe("the laws of readers of webhooks", () => {
  const [right] = senders
  const one = { ...signers[right!.name]!, read: right!.webhook }
  const read = { ...one, read: () => Effect.succeed("anything") }
  it.each(
    webhookLaws(read)
      .slice(2)
      .map(({ check, sentence }) => [sentence, check] as const),
  )("find a reader that believes everything: %s", async (_, check) =>
    expect((async () => check())()).rejects.toThrow("is broken"),
  )
  it("find a reader that believes nothing", async () => {
    for (const { check } of webhookLaws({ ...one, read: () => Effect.succeed("not signed") }))
      await expect((async () => check())()).rejects.toThrow("is not believed")
  })
  it("find one that goes by the text's meaning, by a prefix of the secret, by any clock", async () => {
    const forgiving: Readonly<Record<string, Partial<typeof one>>> = {
      "a body that means the same": {
        read: (call, mode) => {
          const text = new TextDecoder().decode(call.body)
          const same = (() => {
            try {
              return JSON.stringify(JSON.parse(text))
            } catch {
              return text
            }
          })()
          return right!.webhook({ ...call, body: new TextEncoder().encode(same) }, mode)
        },
      },
      "what was signed longer ago": {
        read: (call, mode) =>
          right!.webhook(
            { ...call, nowSeconds: Number(/t=(\d+)/.exec(call.headers["stripe-signature"] ?? "")?.[1] ?? 0) },
            mode,
          ),
      },
    }
    for (const [name, fault] of Object.entries(forgiving)) {
      const law = webhookLaws({ ...one, ...fault }).find(({ sentence }) => sentence.startsWith(name))!
      await expect((async () => law.check())()).rejects.toThrow("is broken")
    }
  })
})
