/** How much of large answers is kept at once, over all connections, until whoever asked has read them. */
import type { ServerResponse } from "node:http"

// What is smaller costs about as much as the connection it is sent on.
const SMALL = 16_384
const ROOM = 64 * 1024 * 1024

let kept = 0

/** Whether so many bytes may be answered now; they count until they have left. Alone, an answer may be of any size. */
export const mayAnswer = (response: Pick<ServerResponse, "once">, bytes: number): boolean => {
  if (bytes <= SMALL) return true
  if (kept > 0 && kept + bytes > ROOM) return false
  kept += bytes
  response.once("close", () => (kept -= bytes))
  return true
}
