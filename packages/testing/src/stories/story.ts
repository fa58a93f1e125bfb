/** A story of several scenes, and the page it reads as once every scene has been played. */
import type { Told } from "./words.ts"

/**
 * A situation of the domain: its title, a sentence about it, and scenes that play it.
 *
 * @since 0.1.0
 */
export interface Story {
  readonly title: string
  readonly about: string
  readonly scenes: Readonly<Record<string, () => Told>>
}

/**
 * Plays a story and tells it as a page of Markdown; a scene that does not go as told throws.
 *
 * @example
 * ```ts
 * import { given, tellStory } from "@refund-rules/testing"
 *
 * const page = tellStory({
 *   title: "A part",
 *   about: "Less than everything.",
 *   scenes: { "leaves the rest": () => given({ captured: 100 }).ask({ amount: 40 }).then({ remaining: 60 }) },
 * })
 * page.includes("remaining €0.60") // => true
 * ```
 *
 * @since 0.1.0
 */
export const tellStory = ({ about, scenes, title }: Story): string => {
  const parts = Object.entries(scenes).map(([sentence, play]) => `## ${sentence}\n\n${block(play())}\n`)
  return `# ${title}\n\n${about}\n\n${parts.join("\n")}`
}

const block = ({ given, then, when }: Told): string => {
  const line = (word: string, text: string): string => `${word.padEnd(6)}${text}`
  const lines = [
    ...given.map((text, index) => line(index === 0 ? "given" : "", text)),
    line("when", when),
    ...then.map((text) => line("then", text)),
  ]
  return `\`\`\`text\n${lines.join("\n")}\n\`\`\``
}
