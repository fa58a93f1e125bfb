/** Stores that a real server has sealed, each in a folder of its own, and whoever changes them while none runs. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { spawnServer, startServer } from "@refund-rules/harness"
import { asker } from "../serving.ts"

export const key = "ab".repeat(32)

type Ask = ReturnType<typeof asker>

const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }

export const refund = async (ask: Ask, name: string): Promise<number> => {
  await ask("POST", "/v1/payments", { body: payment })
  const headers = { prefer: "wait=10" }
  return (await ask("POST", "/v1/refunds", { key: name, body: { paymentId: "p1", amount: 100 }, headers })).status
}

/** The newest seal, once there are so many events under it. */
export const headOf = async (ask: Ask, events: number): Promise<Readonly<Record<string, any>>> => {
  for (let tries = 0; tries < 1200; tries++) {
    const { json, status } = await ask("GET", "/v1/audit/head")
    if (status === 200 && json.events >= events) return json
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error("it was never sealed")
}

export const openStores = () => {
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-seals-"))
  const fileOf = (name: string): string => join(folder, name, "store.db")
  const settingsOf = (name: string, more: Readonly<Record<string, string>> = {}) => ({
    REFUND_RULES_DATABASE_URL: `file:${fileOf(name)}`,
    REFUND_RULES_SECRETS_KEY: key,
    ...more,
  })
  let sealed: Promise<string> | undefined
  const seal = async (): Promise<string> => {
    const server = await startServer(settingsOf("sealed"))
    await refund(asker(server.line.native), "k1")
    await server.stop()
    return fileOf("sealed")
  }
  return {
    fileOf,
    settingsOf,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    /** A store with a settled refund, all of it sealed by a server that was stopped. */
    sealed: async (name: string): Promise<string> => {
      sealed ??= seal()
      mkdirSync(join(folder, name))
      copyFileSync(await sealed, fileOf(name))
      return fileOf(name)
    },
    change: (name: string, sql: string): void => {
      const database = new DatabaseSync(fileOf(name), { timeout: 30_000 })
      database.exec(sql)
      database.close()
    },
    /** What a start says that is none: its exit code, what it printed, and why. */
    refusal: async (name: string, more: Readonly<Record<string, string>> = {}) => {
      const { code, stderr, stdout } = await spawnServer(settingsOf(name, more)).ended
      return { code, stdout, said: stderr }
    },
    startsAgain: async (name: string, more: Readonly<Record<string, string>> = {}): Promise<boolean> => {
      await using server = await startServer(settingsOf(name, more))
      return (await asker(server.line.native)("GET", "/v1/payments/p1")).status === 200
    },
  }
}
