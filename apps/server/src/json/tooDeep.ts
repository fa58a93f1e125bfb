/** Finds where a text is nested too deep without building what it says: the engine's parser would first build all of it. */
import { limits } from "./firstFault.ts"

/**
 * The text up to the first place that is too deep, with everything that is open there closed, so that it can be read by
 * itself; undefined where no place is. Whether the text is JSON is not looked at.
 */
export const cutTooDeep = (text: string): string | undefined => {
  let closing = ""
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 34: // "
        at = endOfText(text, at)
        break
      case 123: // {
        closing = `}${closing}`
        break
      case 91: // [
        closing = `]${closing}`
        break
      case 125: // }
      case 93: // ]
        closing = closing.slice(1)
        break
    }
    if (closing.length > limits.depth) return text.slice(0, at + 1) + closing
  }
  return undefined
}

/** The quote that ends the text that begins here, or the end of everything. */
const endOfText = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) return at
    if (code === 92) at++
  }
  return text.length
}
