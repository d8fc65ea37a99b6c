import type { EpochMillis } from '../../../lambda/decision/time.ts';
import type { Breaker, RollbackLimit } from '../../../lambda/ports.ts';

/** The breaker in memory; as in `lambda/aws/breaker.ts`, which the contract suite holds to the same. */
export class MemoryBreaker implements Breaker {
  readonly #entered = new Map<string, EpochMillis>();

  async enter(incident: string, now: EpochMillis, { count, minutes }: RollbackLimit) {
    if (this.#entered.has(incident)) return 'entered' as const;
    const recent = [...this.#entered.values()].filter((at) => at > now - minutes * 60_000).length;
    if (recent >= count) return { full: recent };
    this.#entered.set(incident, now);
    return 'entered' as const;
  }
}
