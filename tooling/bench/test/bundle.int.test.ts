import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"
import { describe, expect, it } from "vitest"

/** What a plain user may pay, in bytes, minified and compressed. */
const BUDGET = 25_000

/** What one asking a server from a page may pay. */
const CLIENT_BUDGET = 3000

/** And what one that listens pays instead. */
const LISTENER_BUDGET = 2500

const core = fileURLToPath(new URL("../../../packages/core/src/index.ts", import.meta.url))
const client = fileURLToPath(new URL("../../../packages/client/src/index.ts", import.meta.url))

const bundled = async (names: string, from = core): Promise<string> => {
  const entry = "\0entry"
  const bundle = await rolldown({
    input: entry,
    platform: "neutral",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? `export { ${names} } from ${JSON.stringify(from)}` : null),
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

  it(`of a client is ${CLIENT_BUDGET} bytes at most, and imports nothing`, async () => {
    const code = await bundled("connect, everyItem, isRefused", client)
    const size = sizeOf(code)
    console.log(`connect + everyItem + isRefused: ${size} bytes min+gzip of ${CLIENT_BUDGET}`)
    expect(size).toBeLessThan(CLIENT_BUDGET)
    expect(code).not.toMatch(/\bfrom\s*["']|\brequire\(|effect\//)
  })

  it(`holds what listens only where it is asked for, and is then ${LISTENER_BUDGET} bytes at most`, async () => {
    const [without, alone, all] = await Promise.all(
      ["connect, everyItem, isRefused", "listen", "connect, everyItem, isRefused, listen"].map((names) =>
        bundled(names, client),
      ),
    )
    expect(without).not.toContain("text/event-stream")
    expect(alone).toContain("text/event-stream")
    expect(alone).not.toContain("/v1/refunds")
    const [size, whole] = [sizeOf(alone!), sizeOf(all!)]
    console.log(`listen: ${size} bytes min+gzip of ${LISTENER_BUDGET}; with everything else ${whole}`)
    expect(size).toBeLessThan(LISTENER_BUDGET)
    expect(all).not.toMatch(/\bfrom\s*["']|\brequire\(|effect\//)
  })
})
