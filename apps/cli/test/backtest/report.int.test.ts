/** The report as somebody opens it: in a real browser, without any network, and with nothing of a payment run as code. */
import { statSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { openBrowser } from "@refund-rules/harness"
import { expect, test } from "vitest"
import { folderWithShop } from "../running.ts"
import { makeHistory } from "./history.ts"

const patience = 180_000

test("shows its charts and tables, asks nobody for anything, and runs no script", { timeout: patience }, async () => {
  const folder = await folderWithShop()
  await makeHistory(folder, 60)
  folder.write(
    "strict.json",
    folder.read("shop/policy.json").replaceAll("20000", "700").replace("default", "<b>strict</b>"),
  )
  const line = "refund-rules backtest --policy strict.json --by reason,currency --format html --out report.html"
  expect(await folder.run(`${line} --db shop/refunds.db`)).toMatchObject({ code: 0 })
  await using browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } })
  const [asked, broken]: [string[], string[]] = [[], []]
  page.on("request", (request) => asked.push(request.url()))
  page.on("pageerror", (error) => broken.push(error.message))
  page.on("console", (message) => broken.push(message.text()))
  const url = pathToFileURL(join(folder.path, "report.html")).href
  await page.goto(url)
  await page.getByRole("heading", { level: 1, name: "What policy <b>strict</b> would have done" }).waitFor()
  expect(await page.locator("svg[role=img]").count()).toBe(2)
  expect(await page.locator("article").count()).toBe(10)
  expect(await page.locator("script").count()).toBe(0)
  const folderOfPictures = process.env["PICTURES"] ?? folder.path
  for (const width of [400, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false)
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      const path = join(folderOfPictures, `report-${width}-${scheme}.png`)
      await page.screenshot({ path, fullPage: true })
      expect(statSync(path).size).toBeGreaterThan(20_000)
    }
  }
  expect(broken).toEqual([])
  expect(asked).toEqual([url])
})
