/** Instances of one database in processes of their own, as they are where they matter; together they have so many clients. */
import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Round } from "../store/contest.ts"

const file = fileURLToPath(new URL("instance.ts", import.meta.url))

/** Starts them; each asks for what the others never ask for. */
export const startInstances = async (url: string, payments: number, count: number, clients: number) => {
  const all = Array.from({ length: count }, (_, index) =>
    fork(file, [url, index, count, payments, clients / count].map(String)),
  )
  await Promise.all(all.map((child) => once(child, "message")))
  return {
    round: async (milliseconds: number): Promise<Round> => {
      const rounds = await Promise.all(
        all.map(async (child) => {
          child.send(milliseconds)
          return ((await once(child, "message")) as readonly Round[])[0]!
        }),
      )
      return {
        perSecond: rounds.reduce((sum, { perSecond }) => sum + perSecond, 0),
        latency: Math.max(...rounds.map(({ latency }) => latency)),
      }
    },
    close: () =>
      Promise.all(
        all.map(async (child) => {
          const gone = once(child, "exit")
          child.disconnect()
          await gone
        }),
      ),
  }
}
