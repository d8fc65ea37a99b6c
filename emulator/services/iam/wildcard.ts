/**
 * The pattern of an IAM action or resource: `*` stands for any characters, `?` for exactly one.
 * Every other character stands for itself.
 */
export function wildcardPattern(text: string, { ignoreCase = false } = {}): RegExp {
  const source = [...text].map(regexSource).join('');
  return new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su');
}

function regexSource(character: string): string {
  if (character === '*') return '.*';
  if (character === '?') return '.';
  return character.replace(/[\\^$.+()[\]{}|/]/, '\\$&');
}
