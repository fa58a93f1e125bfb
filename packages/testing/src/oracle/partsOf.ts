/** The parts of one line, among those of a whole payment. */
import type { Payment } from "./Book.ts"

export const partsOf = (payment: Payment, all: readonly bigint[], line: number): readonly bigint[] =>
  all.filter((_, index) => payment.parts[index]!.line === line)
