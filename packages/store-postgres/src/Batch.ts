/**
 * Programs of many places in one transaction, each statement of all of them in one message: they take their guards
 * together and in order, so that no two batches ever wait for each other, and one that is refused leaves no trace.
 */
import {
  type About,
  type Call,
  CommitUnknown,
  DatabaseFailed,
  type Program,
  type Steps,
} from "@refund-rules/store-kysely"
import { type Connection, questionOf } from "./Connection.ts"
import { merged } from "./merged.ts"
import type { Sent } from "./Pipeline.ts"
import { PostgresFailed } from "./PostgresFailed.ts"
import { sees } from "./walls.ts"

/** How a program ended. */
export type Ending<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly thrown: unknown }

/** A program and what it is about. */
export interface Task {
  readonly program: Program<unknown>
  readonly about: About
}

/** Where a test may kill the process, or let the commit fail by throwing. */
export type CommitPoint = "before-commit" | "after-commit"

/** One of them threw after its writes were sent: nothing of the batch can be kept. */
export class Spoiled extends Error {
  override readonly name = "Spoiled"
}

/** Runs them all and commits; what is thrown is true of all of them, and nothing was kept unless it says so. */
export const runBatch = async (
  connection: Connection,
  tasks: readonly Task[],
  crashPoint: (at: CommitPoint) => void,
): Promise<readonly Ending<unknown>[]> => {
  const runs = tasks.map((task) => new Run(task))
  const batch = new Batch(connection, runs)
  try {
    await batch.run()
    passing(crashPoint, "before-commit")
    await batch.commit()
  } catch (error) {
    if (!connection.isLost) await connection.ask("rollback").catch(() => connection.close())
    throw error
  }
  passing(crashPoint, "after-commit")
  return runs.map(({ ending }) => ending!)
}

const passing = (crashPoint: (at: CommitPoint) => void, at: CommitPoint): void => {
  try {
    crashPoint(at)
  } catch (cause) {
    throw new DatabaseFailed(`the commit failed: ${String(cause)}`, { cause })
  }
}

class Batch {
  readonly #connection: Connection
  readonly #runs: readonly Run[]
  #opening: readonly Sent[]
  #late: Call[] = []

  constructor(connection: Connection, runs: readonly Run[]) {
    this.#connection = connection
    this.#runs = runs
    this.#opening = [{ sql: "begin", rows: "none", values: [] }, sees(runs.map(({ about }) => about.merchant))]
  }

  /** Guards first, all of them in order of their places; then whoever looks at other places, each after the one before. */
  async run(): Promise<void> {
    const inOrder = this.#runs.toSorted((a, b) => compare(a.about.place, b.about.place))
    for (const run of inOrder) run.begin()
    await this.#ask(inOrder)
    const [looking, others] = [
      inOrder.filter((run) => run.about.isLooking),
      inOrder.filter((run) => !run.about.isLooking),
    ]
    while (others.some((run) => run.asked !== undefined)) await this.#ask(others)
    for (const run of looking) while (run.asked !== undefined) await this.#ask([run])
  }

  async commit(): Promise<void> {
    const sent = [
      ...this.#opening,
      ...this.#writes(),
      ...merged(this.#late),
      { sql: "commit", rows: "none", values: [] } as const,
    ]
    try {
      const { tag } = await this.#connection.send(sent)
      if (tag !== "COMMIT") throw new PostgresFailed("again", tag, new Error("the transaction was rolled back"))
    } catch (error) {
      throw error instanceof PostgresFailed && error.kind === "lost" ? unknownAfter(error) : error
    }
  }

  /** Sends what the runs ask, after all that was written so far, and hands them their rows. */
  async #ask(runs: readonly Run[]): Promise<void> {
    const asking = runs.filter((run) => run.asked !== undefined)
    if (asking.length === 0) return
    const before = [...this.#opening, ...this.#writes()]
    this.#opening = []
    const questions = asking.map((run) => questionOf(run.asked!))
    const { rows } = await this.#connection.send([...before, ...questions.flatMap(({ sent }) => sent)])
    let at = before.length
    questions.forEach(({ rowsOf, sent }, index) => {
      asking[index]!.goOn(rowsOf(rows.slice(at, (at += sent.length))))
    })
  }

  #writes(): readonly Sent[] {
    const calls = this.#runs.flatMap((run) => run.takeWrites())
    const late = calls.filter(({ statement }) => statement.isLate)
    if (late.length === 0) return merged(calls)
    this.#late.push(...late)
    return merged(calls.filter(({ statement }) => !statement.isLate))
  }
}

/** An error the server itself gave on the way says that nothing was committed; only silence leaves it open. */
const unknownAfter = (error: PostgresFailed): DatabaseFailed =>
  /^(25P0[345])$/.test(error.code)
    ? error
    : new CommitUnknown(`the connection was lost during the commit: ${error.message}`, { cause: error })

const compare = (a = "", b = ""): number => (a < b ? -1 : a > b ? 1 : 0)

/** One program under way: what it wrote is kept until something is asked, and nobody needs to wait for it. */
class Run {
  readonly about: About
  readonly #program: Program<unknown>
  #steps: Steps<unknown> | undefined
  #writes: Call[] = []
  #hasWritten = false
  asked: Call | undefined
  ending: Ending<unknown> | undefined

  constructor({ about, program }: Task) {
    this.about = about
    this.#program = program
  }

  begin(): void {
    this.goOn([])
  }

  goOn(rows: readonly unknown[]): void {
    if (this.asked?.statement.writes === true) this.#hasWritten = true
    this.asked = undefined
    try {
      this.#steps ??= this.#program()
      let step = this.#steps.next(rows)
      for (; step.done !== true && step.value.statement.rows === "none"; step = this.#steps.next([]))
        this.#writes.push(step.value)
      if (step.done === true) this.ending = { ok: true, value: step.value }
      else this.asked = step.value
    } catch (thrown) {
      this.#writes = []
      this.ending = { ok: false, thrown }
      if (this.#hasWritten) throw new Spoiled("a program failed after it had written", { cause: thrown })
    }
  }

  takeWrites(): readonly Call[] {
    const writes = this.#writes
    this.#writes = []
    if (writes.length > 0) this.#hasWritten = true
    return writes
  }
}
