/** Real things for tests: the server as a process, a Postgres and a headless browser. Linux only, nothing global. */
export { spawnServer, startServer } from "./startServer.ts"
export type { Ended, ReadyLine, ServerProcess } from "./startServer.ts"
