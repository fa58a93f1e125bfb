/** The server's documents as a person meets them: in a real browser, over loopback, without the internet. */
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openBrowser, startServer } from "@refund-rules/harness"
import { expect, it } from "vitest"

// The first run on a machine unpacks the browser, on two slow cores that takes a while.
const patience = 180_000

it("shows the documents, answers a click, and asks nobody but the server", { timeout: patience }, async () => {
  await using server = await startServer()
  await using browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(100_000)
  const asked: string[] = []
  const broken: string[] = []
  page.on("request", (request) => asked.push(request.url()))
  page.on("pageerror", (error) => broken.push(error.message))
  await page.goto(server.line.docs)
  await page.getByRole("heading", { level: 1, name: "refund-rules" }).waitFor()
  await page.getByText("Should it be sent work?").first().click()
  await page.waitForURL(/readyz/)
  await page.getByText("answers 503 with").first().waitFor()
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-screenshot-"))
  const path = join(folder, "docs.png")
  await page.screenshot({ path })
  expect(statSync(path).size).toBeGreaterThan(10_000)
  rmSync(folder, { recursive: true })
  expect(broken).toEqual([])
  expect(asked.filter((url) => !url.startsWith(server.line.native) && !/^(data|blob):/.test(url))).toEqual([])
})

it("is no wider than a phone or a desk that it is read on, by day and by night", { timeout: patience }, async () => {
  await using server = await startServer()
  await using browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 400, height: 900 } })
  page.setDefaultTimeout(100_000)
  await page.goto(server.line.docs)
  // A heading of an operation is the widest thing there is: behind it hangs a button.
  await page.getByRole("heading", { level: 3, name: "Is the process alive?" }).waitFor({ state: "attached" })
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [400, 1280]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      const wide = await page.evaluate("document.documentElement.scrollWidth")
      expect([colorScheme, wide]).toEqual([colorScheme, width])
    }
})
