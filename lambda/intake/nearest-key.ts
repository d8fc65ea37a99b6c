const MOST_EDITS = 2;

/** The valid key that a misspelt one was probably meant to be, if any is close: same letters, or at most two edits away, which leave more than half of it. */
export function nearestKey(key: string, validKeys: readonly string[]): string | undefined {
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const written = letters(key);
  const sameLetters = validKeys.find((valid) => letters(valid) === written);
  if (sameLetters) return sameLetters;
  return validKeys
    .filter((valid) => Math.abs(letters(valid).length - written.length) <= MOST_EDITS)
    .map((valid) => ({ valid, distance: editDistance(written, letters(valid)) }))
    .filter(({ distance }) => distance <= MOST_EDITS && 2 * distance < written.length)
    .sort((one, other) => one.distance - other.distance)[0]?.valid;
}

/** Levenshtein distance. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
