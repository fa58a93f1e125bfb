/**
 * CEL over a refund case: typed before it decides, bounded in time and memory, blind to everything but the case.
 * Pure: no clock, no I/O, no throw.
 *
 * @since 0.1.0
 */
export { cel } from "./cel.ts"
