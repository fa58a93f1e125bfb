/** Text as it stands in a page: whatever a payment is called, it stays text. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character]!)
