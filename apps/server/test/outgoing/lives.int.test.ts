import { it } from "vitest"
import { dieBetween } from "./lives.ts"

it("a server that dies between sending and marking, 2 times, has told every event at least once, in order", () =>
  dieBetween(2))
