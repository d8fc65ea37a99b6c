/** Gets a line for each call, to follow a history by. */
export type Trace = (line: string) => void;

/** The time of day, for traces. */
export function stamp(time: number): string {
  return new Date(time).toISOString().slice(11, 23);
}
