/** What is left of a length that AWS limits: of an event pattern, of a policy. */
export class Room {
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  /** Takes this much, if so much is left. */
  take(length: number): boolean {
    if (length > this.#left) return false;
    this.#left -= length;
    return true;
  }
}
