import { parseMetadata } from "@refund-rules/core"
import { describe, expect, it } from "vitest"

describe("parseMetadata", () => {
  it("leaves out what is set to nothing", () => {
    expect(parseMetadata({ shop: "eu", note: "" })).toEqual({ ok: true, value: { shop: "eu" } })
  })

  it("names what is no metadata", () => {
    expect(parseMetadata({ shop: 7 })).toMatchObject({ ok: false, faults: [{ path: "/shop", code: "not_text" }] })
  })
})
