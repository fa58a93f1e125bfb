/** Reads and writes `application/x-www-form-urlencoded` with brackets: strict, bounded, and no key reaches a prototype. */

/**
 * A name's value in a form: text, or what its brackets hold. The object has no prototype, so `__proto__` is a name like
 * any other; a list is an object whose names count from 0.
 *
 * @since 0.1.0
 */
export type FormValue = string | Form

/**
 * A form, or what stands in brackets under a name.
 *
 * @since 0.1.0
 */
export interface Form {
  [name: string]: FormValue
}

/**
 * A form that could be read, or why it could not: which name, and what is wrong with it.
 *
 * @since 0.1.0
 */
export type FormRead =
  | { readonly ok: true; readonly form: Form }
  | { readonly ok: false; readonly name: string; readonly wrong: "encoding" | "brackets" | "twice" | "size" }

const PAIRS = 1000
const DEPTH = 5

/**
 * Reads a form. A name that comes twice, stands for text and for brackets at once, opens a bracket it does not close, or
 * is no UTF-8, or has U+0000 in it, is refused: nothing is guessed. `a[]=` counts on from what is there.
 *
 * @example
 * ```ts
 * import { readForm } from "@refund-rules/provider-kit"
 *
 * const read = readForm("amount=500&expand[]=charge&metadata%5Border%5D=no+7")
 * read.ok && JSON.stringify(read.form) // => '{"amount":"500","expand":{"0":"charge"},"metadata":{"order":"no 7"}}'
 * readForm("a=1&a=2") // => { ok: false, name: "a", wrong: "twice" }
 * ```
 *
 * @since 0.1.0
 */
export const readForm = (text: string): FormRead => {
  const form = empty()
  let pairs = 0
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("&", start)
    const end = found === -1 ? text.length : found
    if (end > start) {
      if (++pairs > PAIRS) return { ok: false, name: "", wrong: "size" }
      const sign = text.indexOf("=", start)
      const cut = sign === -1 || sign > end ? end : sign
      const name = unescaped(text, start, cut)
      if (name === undefined) return { ok: false, name: text.slice(start, cut).slice(0, 100), wrong: "encoding" }
      const value = unescaped(text, Math.min(cut + 1, end), end)
      const wrong = value === undefined ? "encoding" : put(form, name, value)
      if (wrong !== undefined) return { ok: false, name: name.slice(0, 100), wrong }
    }
    start = end + 1
  }
  return { ok: true, form }
}

const empty = (): Form => Object.create(null) as Form

const unescaped = (text: string, start: number, end: number): string | undefined => {
  const raw = text.slice(start, end)
  const spaced = raw.includes("+") ? raw.replaceAll("+", " ") : raw
  try {
    const found = spaced.includes("%") ? decodeURIComponent(spaced) : spaced
    return found.includes("\0") ? undefined : found
  } catch {
    return undefined
  }
}

type Wrong = Extract<FormRead, { ok: false }>["wrong"]

/** Walks the brackets of a name and sets its value; undefined where nothing is wrong. */
const put = (form: Form, path: string, value: string): Wrong | undefined => {
  const open = path.indexOf("[")
  if (open === -1) return path.includes("]") ? "brackets" : set(form, path, value)
  let name = path.slice(0, open)
  if (name === "" || name.includes("]")) return "brackets"
  let at = open
  let within = form
  for (let depth = 1; at < path.length; depth++) {
    const close = path.indexOf("]", at)
    if (path[at] !== "[" || close === -1) return "brackets"
    if (depth >= DEPTH) return "size"
    const under = (within[name] ??= empty())
    if (typeof under === "string") return "twice"
    within = under
    name = path.slice(at + 1, close)
    if (name.includes("[")) return "brackets"
    if (name === "") name = String(Object.keys(within).length)
    at = close + 1
  }
  return set(within, name, value)
}

const set = (form: Form, name: string, value: string): Wrong | undefined => {
  if (name === "") return "brackets"
  if (form[name] !== undefined) return "twice"
  form[name] = value
  return undefined
}

/**
 * The values of a list in the order of their numbers; undefined where a name is no number.
 *
 * @example
 * ```ts
 * import { listOf, readForm } from "@refund-rules/provider-kit"
 *
 * const read = readForm("expand[1]=b&expand[0]=a")
 * read.ok && listOf(read.form["expand"]) // => ["a", "b"]
 * ```
 *
 * @since 0.1.0
 */
export const listOf = (value: FormValue | undefined): readonly FormValue[] | undefined => {
  if (value === undefined || typeof value === "string") return undefined
  const names = Object.keys(value)
  // Whole numbers come first, and in their order, in every object.
  return names.every((name) => /^(0|[1-9]\d{0,5})$/.test(name)) ? names.map((name) => value[name]!) : undefined
}

/**
 * What a form may be written from; what is undefined is left out.
 *
 * @since 0.1.0
 */
export type Writable =
  | string
  | number
  | boolean
  | undefined
  | readonly Writable[]
  | { readonly [name: string]: Writable }

/**
 * Writes a form with its brackets as they are, names and values escaped.
 *
 * @example
 * ```ts
 * import { writeForm } from "@refund-rules/provider-kit"
 *
 * writeForm({ amount: 500, metadata: { "a b": "ü&" }, expand: ["charge"] }) // => "amount=500&metadata[a%20b]=%C3%BC%26&expand[0]=charge"
 * ```
 *
 * @since 0.1.0
 */
export const writeForm = (fields: { readonly [name: string]: Writable }): string => {
  const pairs: string[] = []
  for (const name of Object.keys(fields)) write(pairs, encodeURIComponent(name), fields[name])
  return pairs.join("&")
}

const write = (pairs: string[], path: string, value: Writable): void => {
  if (value === undefined) return
  if (typeof value !== "object") {
    pairs.push(`${path}=${encodeURIComponent(value)}`)
    return
  }
  for (const [name, each] of Object.entries(value))
    write(pairs, `${path}[${encodeURIComponent(name)}]`, each as Writable)
}
