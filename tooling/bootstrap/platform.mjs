// Which npm packages hold the tools for this machine, and what to do where there are none.
import { Sentence } from "./sentence.mjs"

const fetchable = ["linux-x64", "linux-arm64"]

/** The npm packages that hold the missing tools, as `name@version`; those packages are built against glibc. */
export const packagesFor = (missing, want, machine = thisMachine()) => {
  if (!fetchable.includes(machine)) {
    const advice = Object.keys(missing).map((tool) =>
      tool === "node"
        ? `Node.js ${want.nodeMinimum} or newer`
        : `pnpm ${want.pnpm} (npm install --global pnpm@${want.pnpm})`,
    )
    throw new Sentence(
      `tools can be fetched for ${fetchable.join(" and ")} only, and this is ${machine}: install ${advice.join(" and ")} yourself, then run this again`,
    )
  }
  return Object.entries(missing).map(([tool, version]) => `${tool === "node" ? `node-${machine}` : tool}@${version}`)
}

const thisMachine = () => {
  const name = `${process.platform}-${process.arch}`
  const glibc = process.platform === "linux" && process.report.getReport().header.glibcVersionRuntime
  return process.platform === "linux" && !glibc ? `${name} without glibc` : name
}
