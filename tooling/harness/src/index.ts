/** Real things for tests: the server as a process, a Postgres and a headless browser. Linux only, nothing global. */
export { openBrowser } from "./browser/openBrowser.ts"
export { startCopy } from "./postgres/startCopy.ts"
export { startPostgres } from "./postgres/startPostgres.ts"
export type { Postgres } from "./postgres/startPostgres.ts"
export { prismListens, prismProgram } from "./prism/prismProgram.ts"
export { spawnServer, startServer, testRootKey } from "./server/startServer.ts"
export type { ReadyLine, ServerProcess, Wrapping } from "./server/startServer.ts"
