/** What is begun in which turn of the event loop. */
import { setImmediate as nextTurn } from "node:timers/promises"
import { hasTime, heavily, later } from "@refund-rules/server/http/turns"
import { expect, it } from "vitest"

/** Longer than a turn begins work. */
const takeLong = (): void => {
  const until = performance.now() + 60
  while (performance.now() < until);
}

/** Runs tasks that note the turn they are begun in, until all have been. */
const turnsOf = async (tasks: number, begin: (note: (name: string) => void) => void) => {
  const begun: (readonly [string, number])[] = []
  let turn = 0
  begin((name) => void begun.push([name, turn]))
  while (begun.length < tasks) {
    await nextTurn()
    turn += 1
  }
  return begun
}

it("is begun at once while there is time, and not in the rest of a turn that took long", async () => {
  await expect.poll(hasTime).toBe(true)
  // The turn that this one asks in has begun by now.
  hasTime()
  takeLong()
  expect(hasTime()).toBe(false)
  await expect.poll(hasTime).toBe(true)
})

it("is begun in the order it came, and nothing before what waits", async () => {
  const begun = await turnsOf(3, (note) => {
    for (const name of ["a", "b", "c"]) later(() => note(name))
    expect(hasTime()).toBe(false)
  })
  expect(begun.map(([name]) => name)).toEqual(["a", "b", "c"])
})

it("has a turn of its own where it takes long, and all else goes on between", async () => {
  const begun = await turnsOf(6, (note) => {
    for (const name of ["A", "B", "C"]) {
      heavily(() => {
        note(name)
        takeLong()
      })
    }
    for (const name of ["a", "b"]) later(() => note(name))
    heavily(() => {
      later(() => note("c"))
    })
  })
  const at = new Map(begun)
  expect(new Set(["A", "B", "C"].map((name) => at.get(name))).size).toBe(3)
  expect(at.get("a")! <= at.get("A")!).toBe(true)
  expect(at.get("b")! < at.get("C")!).toBe(true)
  expect(begun.map(([name]) => name).filter((name) => name === name.toUpperCase())).toEqual(["A", "B", "C"])
})
