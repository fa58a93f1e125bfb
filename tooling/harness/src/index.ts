/** Real things for tests: the server as a process, a Postgres and a headless browser. Linux only, nothing global. */
export { openBrowser } from "./browser/openBrowser.ts"
export { startCopy } from "./postgres/startCopy.ts"
export { startProxy } from "./postgres/startProxy.ts"
export type { Fate, Proxy } from "./postgres/startProxy.ts"
export { startPostgres } from "./postgres/startPostgres.ts"
export type { Postgres } from "./postgres/startPostgres.ts"
export { spawnServer, startServer, testRootKey } from "./server/startServer.ts"
export type { ReadyLine, ServerProcess, Wrapping } from "./server/startServer.ts"
