/** Runs a real server until its input ends, and says its URL. */
import { startPostgres } from "@refund-rules/harness"

const server = await startPostgres({ max_connections: "200" })
console.log(server.url)
for await (const _ of process.stdin);
// Nothing here is kept, so nothing has to be written back before it ends.
await server.crash()
await server.stop()
