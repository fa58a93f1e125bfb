/** The part of Vitest's vocabulary that the core's tests speak, collecting tests instead of running them. */
import { expect } from "vitest"

/** One test of a file, ready to be run as often as there are faults. */
export interface Test {
  readonly name: string
  readonly run: () => unknown
}

type Body = (...row: readonly never[]) => unknown
type Titled = (title: string, ...rest: readonly unknown[]) => void

/** What `import ... from "vitest"` means to a test file, and the tests the file then registers. */
export const openSuite = () => {
  const tests: Test[] = []
  const path: string[] = []
  const after: (() => void)[] = []
  const describe: Titled = (title, ...rest) => {
    path.push(title)
    bodyOf(rest)()
    path.pop()
  }
  const it: Titled = (title, ...rest) => {
    const body = bodyOf(rest)
    const run = async (): Promise<void> => {
      try {
        await body()
      } finally {
        for (const tidy of after) tidy()
      }
    }
    tests.push({ name: [...path, title].join(" > "), run })
  }
  const vocabulary = {
    describe: Object.assign(describe, { each: each(describe) }),
    it: Object.assign(it, { each: each(it) }),
    expect,
    vi: stubs(),
    afterEach: (tidy: () => void): void => void after.push(tidy),
  }
  return { tests, vitest: complete(vocabulary) }
}

const bodyOf = (rest: readonly unknown[]): Body => {
  const body = rest.find((one) => typeof one === "function")
  if (body === undefined) throw new Error("a test without a body")
  return body as Body
}

/** Rows are spread where all of them are lists. */
const each =
  (register: Titled) =>
  (rows: readonly unknown[]) =>
  (title: string, ...rest: readonly unknown[]): void => {
    const body = bodyOf(rest)
    const isTable = rows.every(Array.isArray)
    rows.forEach((row, index) => {
      const values = (isTable ? row : [row]) as readonly never[]
      register(`${title} [${index}]`, () => body(...values))
    })
  }

const stubs = () => {
  const before = new Map<string, unknown>()
  return {
    stubGlobal: (name: string, value: unknown): void => {
      if (!before.has(name)) before.set(name, Reflect.get(globalThis, name))
      Reflect.set(globalThis, name, value)
    },
    unstubAllGlobals: (): void => {
      for (const [name, value] of before) Reflect.set(globalThis, name, value)
      before.clear()
    },
  }
}

/** A word that is not here must not be undefined in silence: a test that is never registered finds no fault. */
const complete = (vocabulary: Readonly<Record<string, unknown>>): unknown =>
  new Proxy(vocabulary, {
    get: (words, word) => {
      if (word === "__esModule") return true
      if (typeof word === "string" && Object.hasOwn(words, word)) return words[word]
      throw new Error(`the mutation suite has no \`${String(word)}\`: add it, or leave the file out`)
    },
  })
