/**
 * The sandbox: a provider for tests and first steps, inside the process, with a journal of what it moved.
 *
 * @since 0.1.0
 */
export type { Behaviour } from "./behaviours.ts"
export type { Movement } from "./Journal.ts"
export { openSandbox, type Sandbox } from "./openSandbox.ts"
export { serveSandbox, type ServedSandbox, type ServingSettings } from "./process/serveSandbox.ts"
