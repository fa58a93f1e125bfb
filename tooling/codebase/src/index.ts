/** Reads this repository as data (files, modules, packages, imports), so that fences can be functions over it. */
export { child, children, type Node, textOf, walk } from "./ast.ts"
export { checkout, root } from "./checkout.ts"
export { type Codebase, codebaseOf, pathTarget, type Target } from "./Codebase.ts"
export { type Export, type Import, type Module, parseModule } from "./Module.ts"
export type { Manifest, Package } from "./Package.ts"
export { report, type Violation } from "./Violation.ts"
