import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"
import { describe, expect, it } from "vitest"

/** What a plain user may pay, in bytes, minified and compressed. */
const BUDGET = 25_000

const core = fileURLToPath(new URL("../../../packages/core/src/index.ts", import.meta.url))

const bundled = async (names: string): Promise<string> => {
  const entry = "\0entry"
  const bundle = await rolldown({
    input: entry,
    platform: "neutral",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : id === "@refund-rules/core" ? core : null),
        load: (id) => (id === entry ? `export { ${names} } from "@refund-rules/core"` : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  await bundle.close()
  return output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("")
}

const sizeOf = (code: string): number => gzipSync(code, { level: 9 }).length

describe("the bundle a plain user pays for", () => {
  it(`holds decide, parsePolicy and parseCase in ${BUDGET} bytes`, async () => {
    const code = await bundled("decide, parsePolicy, parseCase")
    const size = sizeOf(code)
    console.log(`decide + parsePolicy + parseCase: ${size} bytes min+gzip of ${BUDGET}, ${code.length} bytes minified`)
    expect(size).toBeLessThan(BUDGET)
  })

  it("holds nothing of Effect, and no import that is left over", async () => {
    const code = await bundled("decide, parsePolicy, parseCase, verdict, explain, quote, balance, handle, evolve")
    expect(code).not.toMatch(/\bfrom\s*["']|\brequire\(|effect\//)
  })
})
