/** Builds what a release would publish, prints it, and publishes nothing: `npm run release:dry`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { billOfMaterials } from "./billOfMaterials.ts"
import { productionDependencies } from "./dependencies.ts"
import { pack } from "./pack.ts"
import type { Packed } from "./pack.ts"
import { publishable, root } from "./publishable.ts"

const show = (packed: Packed): void => {
  const { access = "restricted", provenance = false } = packed.manifest.publishConfig ?? {}
  console.log(`${packed.manifest.name}@${packed.manifest.version}`)
  console.log(`  tarball     ${relative(root, packed.tarball)} (${(packed.bytes / 1024).toFixed(1)} KiB)`)
  console.log(`  integrity   ${packed.integrity}`)
  console.log(`  publish     access ${access}, provenance ${provenance ? "yes" : "no"}`)
  for (const [name, range] of Object.entries(packed.manifest.dependencies ?? {}))
    console.log(`  depends on  ${name} ${range}`)
  for (const file of packed.files) console.log(`  file        ${file}`)
}

const folder = join(root, "reports/release")
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

const packages = publishable()
if (packages.length === 0) throw new Error("no package would be published: every one is private")
const packed = packages.map((each) => pack(each, folder))
for (const each of packed) show(each)
rmSync(join(folder, "opened"), { recursive: true })

const version = packages[0]!.manifest.version
const dependencies = productionDependencies(packages)
const document = billOfMaterials(version, dependencies, new Set(packages.map((each) => each.manifest.name)))
const sbom = join(folder, "sbom.cdx.json")
writeFileSync(sbom, `${JSON.stringify(document, null, 2)}\n`)
console.log(
  `\n${packed.length} would be published, nothing was; ${dependencies.size} components stand in ${relative(root, sbom)}`,
)
