/** What `POST /v1/decisions` costs on Fastify with nothing around it: the same strict reader, the same decision, the same headers out. */
import { randomUUID } from "node:crypto"
import { decide, parseCase, parsePolicy } from "@refund-rules/core"
import { readJson } from "@refund-rules/server/json/readJson"
import fastify from "fastify"

const server = fastify({ logger: false })
server.removeAllContentTypeParsers()
server.addContentTypeParser("application/json", { parseAs: "buffer" }, (_, body, done) => {
  const read = readJson(body as Buffer)
  done(null, read.ok ? read.value : undefined)
})
server.post("/v1/decisions", async (request, reply) => {
  const { policy: given, ...rest } = request.body as Readonly<Record<string, unknown>>
  const policy = parsePolicy(given)
  const facts = parseCase(rest)
  void reply.headers({
    "content-type": "application/json",
    "x-request-id": randomUUID(),
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  })
  if (!policy.ok || !facts.ok) return reply.code(422).send(JSON.stringify([policy, facts]))
  return reply.send(JSON.stringify(decide(policy.value, facts.value)))
})

const url = await server.listen({ host: "127.0.0.1", port: 0 })
console.log(JSON.stringify({ port: Number(new URL(url).port) }))
