/** Histories of one payment: each command is drafted from what the book says after the ones before it. */
import fc from "fast-check"
import type { Book } from "../oracle/Book.ts"
import type { Command, PaymentInput } from "../oracle/Command.ts"
import { openBook } from "../oracle/freeze.ts"
import { judge } from "../oracle/judge.ts"
import { draft, type Intent } from "./commands.ts"
import { payments } from "./payments.ts"

const nat = fc.noBias(fc.nat({ max: 0x7fffffff }))

/**
 * The numbers a history is drafted from; fewer and smaller numbers make simpler histories.
 */
export const intents = (maxLength: number): fc.Arbitrary<readonly Intent[]> =>
  fc.array(fc.tuple(nat, nat), { minLength: 1, maxLength, size: "max" })

/**
 * A payment and the commands said about it.
 */
export interface History {
  readonly payment: PaymentInput
  readonly commands: readonly Command[]
}

/**
 * Says drafted commands to a book one by one, telling each before it is said.
 */
export const written = (payment: PaymentInput, drafted: readonly Intent[]): History => {
  let book: Book = openBook(payment)
  const commands: Command[] = []
  for (const intent of drafted) {
    const command = draft(book, commands, intent)
    const verdict = judge(book, command)
    if (!("refused" in verdict)) book = verdict
    commands.push(command)
  }
  return { payment, commands }
}

/** A payment and what was said about it. */
export const histories = (maxLength = 8): fc.Arbitrary<History> =>
  fc.tuple(payments, intents(maxLength)).map(([payment, drafted]) => written(payment, drafted))
