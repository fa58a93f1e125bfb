/** How far something is, drawn only where somebody watches, and never wider than the line. */
import { expect, test } from "vitest"
import { lasting, progressOf } from "../../src/manners/progress.ts"

const drawn = (place: { readonly isTerminal: boolean; readonly isJson: boolean; readonly columns?: number }) => {
  let [text, time] = ["", 0]
  const { columns = 80, ...rest } = place
  const progress = progressOf({ ...rest, columns, err: (more) => void (text += more) }, "rows", () => time)
  for (const [count, seconds] of [
    [0, 1],
    [100, 11],
    [150, 11.05],
  ] as const) {
    time = seconds * 1000
    progress.at(count, count, 400)
  }
  progress.end()
  return text.split("\r\u001b[K")
}

test("a rate and the time left are drawn, ten times a second at most, and wiped at the end", () => {
  expect(drawn({ isTerminal: true, isJson: false })).toEqual([
    "",
    `${".".repeat(24)}   0 %  0 rows/s`,
    `${"#".repeat(6)}${".".repeat(18)}  25 %  9 rows/s, 33 s left`,
    "",
  ])
})

test.each([
  { isTerminal: false, isJson: false },
  { isTerminal: true, isJson: true },
])("nothing is drawn where nobody watches: %o", (place) => {
  expect(drawn(place)).toEqual([""])
})

test("a narrow terminal cuts the line", () => {
  for (const line of drawn({ isTerminal: true, isJson: false, columns: 40 })) expect(line.length).toBeLessThan(40)
})

test("what has no known end tells how much was done", () => {
  let text = ""
  const place = { isTerminal: true, isJson: false, columns: 80, err: (more: string) => void (text += more) }
  let time = 0
  const progress = progressOf(place, "payments", () => time)
  time = 2000
  progress.at(5000)
  expect(text).toContain("5,000 payments, 2,500 a second")
})

test.each([
  [0.2, "1 s"],
  [59, "59 s"],
  [61, "1 min 1 s"],
  [3660, "1 h 1 min"],
])("%d seconds are %s", (seconds, words) => {
  expect(lasting(seconds)).toBe(words)
})
