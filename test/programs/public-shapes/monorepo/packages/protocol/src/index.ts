/** A message as this monorepo writes it. */
export function written(author: string, text: string): string {
  return `<${author}> ${text}`;
}
