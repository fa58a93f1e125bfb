/** Colour by meaning, in the sixteen colours whose owner chose them for a dark or a light background; or none at all. */
import type { Verdict } from "@refund-rules/core"

type Paint = (text: string) => string

export interface Ink {
  readonly strong: Paint
  readonly faint: Paint
  readonly good: Paint
  readonly careful: Paint
  readonly bad: Paint
}

const painted =
  (code: number, end: number): Paint =>
  (text) =>
    text === "" ? "" : `\u001b[${code}m${text}\u001b[${end}m`

const plain: Paint = (text) => text

// Yellow cannot be read on white nor blue on black: magenta and cyan's place is taken by weight.
const coloured: Ink = {
  strong: painted(1, 22),
  faint: painted(2, 22),
  good: painted(32, 39),
  careful: painted(35, 39),
  bad: painted(31, 39),
}

const colourless: Ink = { strong: plain, faint: plain, good: plain, careful: plain, bad: plain }

export const inkOf = ({ isColoured }: { readonly isColoured: boolean }): Ink => (isColoured ? coloured : colourless)

/** A verdict in its colour. */
export const verdictIn = (ink: Ink, verdict: Verdict): Paint => {
  switch (verdict) {
    case "Approve":
      return ink.good
    case "Review":
      return ink.careful
    case "Refuse":
      return ink.bad
  }
}
