/** What is answered when a route does not: a bug never shows its stack, and a request nobody waits for has no answer. */
import { answered } from "@refund-rules/server/http/answered"
import { Readiness } from "@refund-rules/server/lifecycle/Readiness"
import { Cause, Effect, Exit, Logger } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import { expect, it } from "vitest"

const request = HttpServerRequest.fromWeb(new Request("http://localhost/v1/refunds"))

const answerTo = (route: Effect.Effect<HttpServerResponse.HttpServerResponse, unknown>) =>
  answered(route, () => []).pipe(
    Effect.map(HttpServerResponse.toWeb),
    Effect.provideService(HttpServerRequest.HttpServerRequest, request),
    Effect.provide([Readiness.layer, Logger.layer([])]),
    Effect.runPromiseExit,
  )

it.each([
  ["a defect", Effect.die(new Error("secret at line 7"))],
  ["an error nobody mapped", Effect.fail("secret")],
])("turns %s into 500 `internal`, without a word of it", async (_, route) => {
  const response = Exit.getSuccess(await answerTo(route))
  if (response._tag === "None") throw new Error("no answer")
  const body = await response.value.text()
  expect(response.value.status).toBe(500)
  expect(JSON.parse(body)).toMatchObject({ code: "internal", retryable: true })
  expect(body).not.toContain("secret")
})

it("gives no answer to an interrupted request", async () => {
  const exit = await answerTo(Effect.interrupt)
  expect(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)).toBe(true)
})

it("gives every 503 a time to come back, and keeps one that the route chose", async () => {
  const later = HttpServerResponse.empty({ status: 503, headers: { "retry-after": "30" } })
  const plain = HttpServerResponse.empty({ status: 503 })
  const waits = await Promise.all([plain, later].map((response) => answerTo(Effect.succeed(response))))
  const seconds = waits.map((exit) => (Exit.isSuccess(exit) ? exit.value.headers.get("retry-after") : undefined))
  expect(seconds).toEqual(["1", "30"])
})
