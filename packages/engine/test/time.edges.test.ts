import { Records, SteadyClock } from "@refund-rules/engine"
import { Clock, Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"

const recordsAt = (latest: string | undefined, meanwhile = () => {}) =>
  Layer.succeed(Records, {
    latest: Effect.sync(() => {
      meanwhile()
      return latest
    }),
  } as unknown as (typeof Records)["Service"])

type Reading = readonly [wall: number, elapsed: number]

/** The instants told while wall and monotonic clock stand at the given milliseconds, one after the other; the store is asked before. */
const told = (readings: readonly Reading[], latest?: string, begun = readings[0]!): Promise<readonly string[]> => {
  let [wall, elapsed] = begun
  const clock = {
    currentTimeMillisUnsafe: () => wall,
    monotonicTimeNanosUnsafe: () => BigInt(elapsed * 1e6),
  } as unknown as Clock.Clock
  const program = Effect.gen(function* () {
    const { instant } = yield* SteadyClock
    const instants: string[] = []
    for (const reading of readings) {
      ;[wall, elapsed] = reading
      instants.push((yield* instant).slice(14, 23))
    }
    return instants
  })
  const layer = SteadyClock.layer.pipe(Layer.provide(recordsAt(latest, () => ([wall, elapsed] = readings[0]!))))
  return Effect.runPromise(program.pipe(Effect.provide(layer), Effect.provideService(Clock.Clock, clock)))
}

const HOUR = Date.parse("2026-01-01T10:00:00.000Z")

describe("the steady clock", () => {
  it.each([
    [
      "follows the wall while it goes forward",
      [
        [HOUR, 0],
        [HOUR + 1000, 1000],
      ],
      ["00:00.000", "00:01.000"],
    ],
    [
      "jumps with it where it jumps ahead",
      [
        [HOUR, 0],
        [HOUR + 60_000, 10],
      ],
      ["00:00.000", "01:00.000"],
    ],
    [
      "goes on by itself where the wall steps back",
      [
        [HOUR, 0],
        [HOUR - 5000, 250],
      ],
      ["00:00.000", "00:00.250"],
    ],
    [
      "stands still where nothing passes",
      [
        [HOUR, 0],
        [HOUR - 5000, 0],
      ],
      ["00:00.000", "00:00.000"],
    ],
    [
      "meets the wall again once it has caught up",
      [
        [HOUR, 0],
        [HOUR - 1000, 500],
        [HOUR + 2000, 900],
      ],
      ["00:00.000", "00:00.500", "00:02.000"],
    ],
  ] as const)("%s", async (_, readings, expected) => {
    expect(await told(readings)).toEqual(expected)
  })

  it("never begins before what the store keeps", async () => {
    expect(
      await told(
        [
          [HOUR, 0],
          [HOUR, 40],
        ],
        "2026-01-01T10:00:30.000Z",
      ),
    ).toEqual(["00:30.000", "00:30.040"])
  })

  it("goes on from where it was at the beginning, where the wall steps back before it is asked first", async () => {
    const readings: readonly Reading[] = [
      [HOUR - 25_000, 6000],
      [HOUR - 24_000, 7000],
    ]
    expect(await told(readings, undefined, [HOUR, 0])).toEqual(["00:06.000", "00:07.000"])
    expect(await told(readings, "2026-01-01T10:00:05.000Z", [HOUR, 0])).toEqual(["00:06.000", "00:07.000"])
    expect(await told(readings, "2026-01-01T10:00:30.000Z", [HOUR, 0])).toEqual(["00:30.000", "00:31.000"])
  })

  it("by a clock of one's own stands still while that is behind", async () => {
    let wall = HOUR
    const layer = SteadyClock.layerOf(() => wall).pipe(Layer.provide(recordsAt(undefined)))
    const program = Effect.gen(function* () {
      const { instant } = yield* SteadyClock
      const first = yield* instant
      wall -= 1000
      return [first, yield* instant]
    })
    const [first, second] = await Effect.runPromise(Effect.provide(program, layer))
    expect(second).toBe(first)
  })
})
