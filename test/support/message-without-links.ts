/** A message as documents show it: without the console links at its end, which docs/messages.md shows in full. */
export function messageWithoutLinks(text: string): string {
  return text.replaceAll(/(?:\n[ |]*)\n[ |]*Links:(?:\n[ |]*- .*)+/g, '');
}
