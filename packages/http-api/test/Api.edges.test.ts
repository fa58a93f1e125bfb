/** The interface as a reader of its OpenAPI document sees it. */
import { OpenApi } from "effect/http-api"
import { describe, expect, it } from "vitest"
import { Api, problemType } from "@refund-rules/http-api"

const document = OpenApi.fromApi(Api)

describe("Api", () => {
  it("names every path once, with a summary", () => {
    const operations = Object.entries(document.paths).map(([path, item]) => [path, item.get?.summary])
    expect(operations).toEqual([
      ["/livez", "Is the process alive?"],
      ["/readyz", "Should it be sent work?"],
    ])
  })

  it("documents not being ready as a problem document", () => {
    const answer = document.paths["/readyz"]?.get?.responses["503"]
    expect(Object.keys(answer?.content ?? {})).toEqual(["application/problem+json"])
  })

  it("gives each code one absolute URI", () => {
    expect(URL.canParse(problemType("not_found"))).toBe(true)
  })
})
