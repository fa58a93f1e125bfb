/** What a key was used for, as 64 characters: the same content has the same, whatever the order of its members. */

/** The SHA-256 of the canonical JSON of some content. */
export const fingerprintOf = async (content: unknown): Promise<string> => {
  const bytes = new Uint8Array(await digest("SHA-256", new Encoder().encode(canonical(content))))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  ) ?? ""

/** Every runtime has these; the language alone has no types for them. */
const { TextEncoder: Encoder, crypto } = globalThis as unknown as {
  readonly TextEncoder: new () => { readonly encode: (text: string) => Uint8Array }
  readonly crypto: { readonly subtle: { readonly digest: (name: string, bytes: Uint8Array) => Promise<ArrayBuffer> } }
}

const digest = (name: string, bytes: Uint8Array): Promise<ArrayBuffer> => crypto.subtle.digest(name, bytes)
