/** The inner order of core: nothing points back, effect is met in the schema files only, and no file has a clock or a die. */
import { child, type Codebase, type Module, textOf, type Violation, walk } from "@refund-rules/codebase"
import { coreEffect, coreOrder } from "./rooms.ts"

const source = "packages/core/src/"

/** What breaks the order of core's folders, its measure of effect, or its purity. */
export const coreInside = (codebase: Codebase): readonly Violation[] =>
  [...codebase.modules.values()]
    .filter(({ path }) => path.startsWith(source))
    .flatMap((module) => [...backwards(codebase, module), ...tooMuchEffect(module), ...impure(module)])

const folderOf = (path: string): string => path.slice(source.length).split(/[/.]/)[0]!.toLowerCase()

const backwards = (codebase: Codebase, module: Module): Violation[] => {
  const { path, imports } = module
  const from = coreOrder.indexOf(folderOf(path))
  if (from === -1) {
    const order = coreOrder.join(", ")
    return [
      {
        path,
        wrong: `core has no folder \`${folderOf(path)}\``,
        next: `put it in one of ${order}, or add it to coreOrder`,
      },
    ]
  }
  return imports.flatMap(({ specifier, line }) => {
    const target = codebase.resolve(path, specifier)
    if (target._tag !== "File" || !target.path.startsWith(source)) return []
    const to = folderOf(target.path)
    if (coreOrder.indexOf(to) <= from) return []
    const wrong = `${folderOf(path)} may not import ${to}: inside core it is ${coreOrder.join(" <- ")}`
    return [
      {
        path,
        line,
        wrong,
        next: `move what both need down to ${folderOf(path)} or further, or this module up to ${to}`,
      },
    ]
  })
}

const tooMuchEffect = ({ path, imports }: Module): Violation[] =>
  imports.flatMap(({ specifier, names, line }) => {
    if (specifier.split("/")[0] !== "effect") return []
    if (folderOf(path) !== "schema") {
      const next = "write it with plain values here, and give the Effect form in packages/core/src/schema"
      return [{ path, line, wrong: `\`${specifier}\` outside core's schema files`, next }]
    }
    const taken = specifier === "effect" ? names : [specifier.slice("effect/".length)]
    return taken
      .filter((name) => !coreEffect.includes(name))
      .map((name) => ({
        path,
        line,
        wrong: `core may not use effect's \`${name}\``,
        next: `use its data modules only (${coreEffect.join(", ")}); what runs belongs in engine`,
      }))
  })

const impure = ({ path, program, lineOf }: Module): Violation[] => {
  const found: Violation[] = []
  walk(program, (node) => {
    const call = `${textOf(child(node, "object"))}.${textOf(child(node, "property"))}`
    const isClock = node.type === "MemberExpression" && (call === "Date.now" || call === "Math.random")
    const made = node.type === "NewExpression" && Array.isArray(node["arguments"]) && node["arguments"].length === 0
    const isNow = made && textOf(child(node, "callee")) === "Date"
    if (!isClock && !isNow) return
    const next = "take the instant or the chance as a fact, such as `askedAt`"
    found.push({ path, line: lineOf(node.start), wrong: `core reads \`${isNow ? "new Date()" : call}\``, next })
  })
  return found
}
