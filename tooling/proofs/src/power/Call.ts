/** One thing a process told the kernel, as far as files and answers go; everything else of a trace is left out. */

/** In the order in which it happened. */
export type Call =
  | { readonly _tag: "Write"; readonly path: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly _tag: "Append"; readonly path: string; readonly bytes: Buffer }
  | { readonly _tag: "Truncate"; readonly path: string; readonly length: number }
  | { readonly _tag: "Remove"; readonly path: string }
  /** Done; it holds for what had happened before the call numbered `since`, when it was begun. */
  | { readonly _tag: "Sync"; readonly path: string; readonly since: number }
  /** Bytes that left to a client, as text. */
  | { readonly _tag: "Answer"; readonly text: string }
