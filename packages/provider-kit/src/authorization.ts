/** Reads who asks from a request's one `Authorization` header. */

/**
 * The secret of `Bearer secret`, or the user name of `Basic user:`; undefined where there is neither.
 *
 * @example
 * ```ts
 * import { secretOf } from "@refund-rules/provider-kit"
 *
 * secretOf("Bearer sk_1") // => "sk_1"
 * secretOf("Basic c2tfMTo=") // => "sk_1"
 * secretOf("Digest x") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const secretOf = (authorization: string | undefined): string | undefined => {
  const [, scheme = "", value = ""] = /^(\w+) +([\x21-\x7e]+)$/.exec(authorization ?? "") ?? []
  switch (scheme.toLowerCase()) {
    case "bearer":
      return value
    case "basic": {
      const user = textOfBase64(value)?.split(":", 1)[0]
      return user === "" ? undefined : user
    }
  }
  return undefined
}

const textOfBase64 = (value: string): string | undefined => {
  try {
    return atob(value)
  } catch {
    return undefined
  }
}
