/**
 * Gives executions ids that are the same in every run, in the order in which they are named; rounds the seconds, of which
 * processes take some; and cuts long links. Commits without a message become counted digits.
 */
export class FixedNames {
  readonly #digits = new Map<string, string>();
  readonly #commits = new Map<string, string>();

  in(text: string): string {
    for (const [short] of text.matchAll(/\b[0-9a-f]{8}(?=-[0-9a-f]{4}-| \()/g)) {
      if (!this.#digits.has(short)) this.#digits.set(short, (this.#digits.size + 10).toString(16));
    }
    for (const [commit] of text.matchAll(/(?<=\()[0-9a-f]{12}(?=\))/g)) {
      if (!this.#commits.has(commit)) this.#commits.set(commit, String(this.#commits.size + 1).repeat(12));
    }
    let fixed = text;
    for (const [commit, digits] of this.#commits) fixed = fixed.replaceAll(commit, digits);
    for (const [short, digit] of this.#digits) {
      const id = new RegExp(`${short}((-[0-9a-f]{4}){3}-[0-9a-f]{12})?`, 'g');
      fixed = fixed
        .replaceAll(id, (found) => found.replaceAll(/[0-9a-f]/g, digit))
        .replaceAll(new RegExp(`(-\\d{6})-${short.slice(0, 4)}`, 'g'), `$1-${digit.repeat(4)}`);
    }
    const readable = fixed.replaceAll(/(https:\S{150})\S+/g, '$1...');
    return readable
      .replaceAll(CLOCK_TIME, (_, hours, minutes, seconds) => {
        const [minute, second] = rounded(Number(hours) * 60 + Number(minutes), Number(seconds));
        return `${padded(Math.floor(minute / 60))}:${padded(minute % 60)}:${padded(second)}`;
      })
      .replaceAll(DURATION, (_, minutes, seconds) => {
        const [minute, second] = rounded(Number(minutes), Number(seconds));
        return second === 0 ? `${minute} min` : `${minute} min ${second} s`;
      });
  }
}

const CLOCK_TIME = /\b(\d\d):(\d\d):(\d\d)(?= )/g;
const DURATION = /\b(\d+) min (\d+) s\b/g;

/** To a quarter of a minute, which may be the next minute's first. */
function rounded(minutes: number, seconds: number): readonly [minutes: number, seconds: number] {
  const quarters = minutes * 4 + Math.round(seconds / 15);
  return [Math.floor(quarters / 4), (quarters % 4) * 15];
}

function padded(number: number): string {
  return String(number).padStart(2, '0');
}
