import { Room } from './room.ts';

/** EventBridge: a pattern has at most 2,048 characters. */
const PATTERN_LENGTH = 2048;

/** The room for ARNs in an event pattern of which everything else takes `frame` characters. */
export class PatternRoom extends Room {
  constructor(frame: number) {
    super(PATTERN_LENGTH - frame);
  }
}
