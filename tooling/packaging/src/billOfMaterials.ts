/** Writes production dependencies as a CycloneDX 1.6 document: pure, and the same bytes for the same dependencies. */
import { createHash } from "node:crypto"
import type { Dependency } from "./dependencies.ts"

/** The package URL that names a version of an npm package everywhere. */
export const packageUrl = (name: string, version: string): string =>
  `pkg:npm/${name.split("/").map(encodeURIComponent).join("/")}@${encodeURIComponent(version)}`

/** A CycloneDX 1.6 document of what installing the published packages brings along. */
export const billOfMaterials = (
  version: string,
  dependencies: ReadonlyMap<string, Dependency>,
  published: ReadonlySet<string>,
) => {
  const entries = [...dependencies].sort(([left], [right]) => (left < right ? -1 : 1))
  const references = new Map(entries.map(([key, each]) => [key, packageUrl(each.name, each.version)]))
  const product = { type: "application", "bom-ref": "refund-rules", name: "refund-rules", version }
  const components = entries.map(([, each]) => component(each))
  const edges = entries.map(([key, each]) => ({
    ref: references.get(key)!,
    dependsOn: each.needs.map((need) => references.get(need)!),
  }))
  const roots = entries.filter(([, each]) => published.has(each.name)).map(([key]) => references.get(key)!)
  const graph = [{ ref: "refund-rules", dependsOn: roots }, ...edges]
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: serialOf(JSON.stringify({ product, components, graph })),
    version: 1,
    metadata: { component: product },
    components,
    dependencies: graph,
  }
}

const component = (each: Dependency) => {
  const [group, name] = each.name.startsWith("@") ? each.name.split("/") : [undefined, each.name]
  const url = packageUrl(each.name, each.version)
  return {
    type: "library",
    "bom-ref": url,
    ...(group === undefined ? {} : { group }),
    name: name!,
    version: each.version,
    scope: "required",
    ...(each.sha512 === undefined ? {} : { hashes: [{ alg: "SHA-512", content: each.sha512 }] }),
    ...(each.license === undefined ? {} : { licenses: [licenseOf(each.license)] }),
    purl: url,
  }
}

const licenseOf = (written: string) =>
  / (OR|AND|WITH) /.test(written) ? { expression: written } : { license: { id: written } }

// A UUID made from the contents, so that the same dependencies give the same document.
const serialOf = (contents: string): string => {
  const hash = createHash("sha256").update(contents).digest("hex")
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const parts = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ]
  return `urn:uuid:${parts.join("-")}`
}
