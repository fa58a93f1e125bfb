/**
 * A provider that moves no real money.
 *
 * @since 0.1.0
 */
export { type Sandbox, type SandboxSettings, startSandbox } from "./process/sandboxProcess.ts"
