/**
 * The native HTTP interface as data: import it to serve it, to call it, or to document it.
 *
 * @since 0.1.0
 */
export { Api } from "./Api.ts"
export { ProblemDocument, problemOf, problemType } from "./ProblemDocument.ts"
