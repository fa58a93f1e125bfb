/**
 * Virtual time: everything that will happen, in the order of its instant and then of its planning. Nothing waits for real
 * time, so a day costs what happens in it. It is the clock behind every fibre of a life, in the place of the machine's.
 */

/** Milliseconds since 1970. */
type Millis = number

interface Planned {
  readonly at: Millis
  readonly turn: number
  readonly run: () => void
}

export interface Timeline {
  readonly now: () => Millis
  /** Runs it so many milliseconds from now. */
  readonly after: (millis: number, run: () => void) => void
  readonly at: (instant: Millis, run: () => void) => void
  /** Runs it at this very instant, after whatever runs now. */
  readonly soon: (run: () => void) => void
  /** Lets happen what is planned up to an instant, which it then is. */
  readonly runUntil: (instant: Millis) => void
}

export const timeline = (begin: Millis): Timeline => {
  const heap: Planned[] = []
  let ready: (() => void)[] = []
  let now = begin
  let turn = 0
  const drain = (): void => {
    while (ready.length > 0) {
      const running = ready
      ready = []
      for (const run of running) run()
    }
  }
  const at = (instant: Millis, run: () => void): void => push(heap, { at: Math.max(now, instant), turn: ++turn, run })
  return {
    now: () => now,
    after: (millis, run) => at(now + millis, run),
    at,
    soon: (run) => void ready.push(run),
    runUntil: (instant) => {
      drain()
      while (heap.length > 0 && heap[0]!.at <= instant) {
        const first = pop(heap)
        now = first.at
        first.run()
        drain()
      }
      now = Math.max(now, instant)
    },
  }
}

const isBefore = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn)

const push = (heap: Planned[], one: Planned): void => {
  let place = heap.length
  heap.push(one)
  while (place > 0) {
    const parent = (place - 1) >> 1
    if (!isBefore(one, heap[parent]!)) break
    heap[place] = heap[parent]!
    place = parent
  }
  heap[place] = one
}

const pop = (heap: Planned[]): Planned => {
  const first = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return first
  let place = 0
  for (;;) {
    let child = 2 * place + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1
    if (!isBefore(heap[child]!, last)) break
    heap[place] = heap[child]!
    place = child
  }
  heap[place] = last
  return first
}
