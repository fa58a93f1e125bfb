/** What a person who set something wrong reads, and that the server does not run on a guess. */
import { spawnServer, startServer } from "@refund-rules/harness"
import { describe, expect, it } from "vitest"

const startOf = (settings: Readonly<Record<string, string>>) => spawnServer(settings).ended

describe.concurrent("wrong settings", () => {
  it("stop the start, all reported at once, each with what was found and what was expected", async () => {
    const { code, stdout, stderr } = await startOf({
      REFUND_RULES_HOST: "[::1]",
      REFUND_RULES_PORT: "http",
      REFUND_RULES_LOG: "verbose",
      REFUND_RULES_LOG_FORMAT: "x".repeat(200),
    })
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr.split("\n")).toEqual([
      "refund-rules cannot run",
      "REFUND_RULES_HOST: found `[::1]`, expected an IP address without brackets or a host name to listen on (default 127.0.0.1)",
      "REFUND_RULES_PORT: found `http`, expected a port from 0 to 65535, where 0 picks a free one (default 4010)",
      "REFUND_RULES_LOG: found `verbose`, expected one of error, warn, info, debug (default info)",
      `REFUND_RULES_LOG_FORMAT: found \`${"x".repeat(100)}…\`, expected json or pretty (default json)`,
      "",
    ])
  })

  it("include every port that is none", async () => {
    const ports = ["65536", "4e3"]
    const started = await Promise.all(ports.map((port) => startOf({ REFUND_RULES_PORT: port })))
    for (const [index, port] of ports.entries()) {
      expect(started[index]!.stderr).toContain(`REFUND_RULES_PORT: found \`${port}\``)
    }
  })

  it("include a host that is no address of this machine", async () => {
    const { code, stderr } = await startOf({ REFUND_RULES_HOST: "192.0.2.1" })
    expect(code).toBe(1)
    expect(stderr).toContain("`192.0.2.1` is no address of this machine. Set REFUND_RULES_HOST to one that is")
  })
})

describe.concurrent("settings", () => {
  it("a port in use is named, with what to do next", async () => {
    await using first = await startServer()
    const { port } = new URL(first.line.native)
    const { code, stdout, stderr } = await startOf({ REFUND_RULES_PORT: port })
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toBe(
      `refund-rules cannot run\ncannot listen on http://127.0.0.1:${port}: the port is in use. ` +
        "Stop the program that holds it, or set REFUND_RULES_PORT to another port (0 picks a free one)\n",
    )
  })

  it("a facade's port in use is named with the facade, and with the setting that changes it", async () => {
    await using first = await startServer()
    const { port } = new URL(first.line.native)
    const { code, stdout, stderr } = await startOf({ REFUND_RULES_FACADES: `dodo=0,stripe=${port}` })
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toBe(
      `refund-rules cannot run\nthe facade \`stripe\` cannot listen on port ${port} of \`127.0.0.1\`: the port is in use. ` +
        "Give it another in REFUND_RULES_FACADES, such as `stripe=0` for a free one, or set that to `off`\n",
    )
  })

  it("a name that no setting has is warned about, with the name that was probably meant", async () => {
    await using server = await startServer({ REFUND_RULES_PROT: "80", REFUND_RULES_COLOUR_OF_SKY: "blue" })
    const { stderr } = await server.stop()
    expect(stderr).toContain(
      "REFUND_RULES_PROT is no setting of this version and changes nothing; did you mean REFUND_RULES_PORT?",
    )
    expect(stderr).toContain('REFUND_RULES_COLOUR_OF_SKY is no setting of this version and changes nothing"')
  })

  it.each([
    ["::1", "[::1]"],
    ["0.0.0.0", "127.0.0.1"],
    ["", "127.0.0.1"],
  ])("listening on `%s` gives a URL that can be asked, at %s", async (host, shown) => {
    await using server = await startServer({ REFUND_RULES_HOST: host })
    expect(new URL(server.line.native).hostname).toBe(shown)
    expect((await fetch(`${server.line.native}/livez`)).status).toBe(200)
  })

  it("the log keeps to its level and its format", async () => {
    await using quiet = await startServer({ REFUND_RULES_LOG: "error" })
    await using pretty = await startServer({ REFUND_RULES_LOG: "debug", REFUND_RULES_LOG_FORMAT: "pretty" })
    await fetch(`${pretty.line.native}/livez`)
    expect((await quiet.stop()).stderr).toBe("")
    expect((await pretty.stop()).stderr).toMatch(/^\[[\d:.]+\] DEBUG .*answered\n(.*\n)*\s+path: .?\/livez/m)
  })
})
