/** Signs what leaves, as Standard Webhooks 1.0.0 says: `id.timestamp.body` under every secret that is good now. */
import { createHmac, randomBytes } from "node:crypto"
import { Redacted } from "effect"

const PREFIX = "whsec_"

/** A new secret: 256 bits of chance, in the form that verifying libraries take. */
export const newSecret = (): Redacted.Redacted => Redacted.make(PREFIX + randomBytes(32).toString("base64"))

/** A message as it is signed: its bytes are these, however often it is sent. */
export interface Message {
  readonly id: string
  readonly body: string
}

/** The three headers. */
export const signed = (
  { body, id }: Message,
  secrets: readonly Redacted.Redacted[],
  seconds: number,
): Readonly<Record<string, string>> => ({
  "webhook-id": id,
  "webhook-timestamp": `${seconds}`,
  "webhook-signature": secrets.map((secret) => `v1,${macOf(secret, `${id}.${seconds}.${body}`)}`).join(" "),
})

const macOf = (secret: Redacted.Redacted, content: string): string => {
  const key = Buffer.from(Redacted.value(secret).slice(PREFIX.length), "base64")
  return createHmac("sha256", key).update(content, "utf8").digest("base64")
}
