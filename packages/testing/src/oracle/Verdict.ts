/** What became of a command: the book after it, the very same one where nothing changed, or the name of a refusal. */
import type { Book } from "./Book.ts"

export type Verdict = Book | { readonly refused: string }
