import type { Acquisition, LockRequest } from '../../lambda/stage/stage-lock.ts';
import { MemoryStageRecords, type StoredRecord } from '../support/ports/memory-stage-records.ts';

/** The lock goes to whoever asks, held or not. */
export class WithoutLease extends MemoryStageRecords {
  protected override refusal(record: StoredRecord, request: LockRequest): Acquisition | undefined {
    const { leaseUntil: _, ...free } = record;
    return super.refusal(free, request);
  }
}

/** The lock of an invocation that died is never free again. */
export class WithoutTakeover extends MemoryStageRecords {
  protected override refusal(record: StoredRecord, request: LockRequest): Acquisition | undefined {
    const leaseUntil = record.leaseUntil === undefined ? undefined : Number.MAX_SAFE_INTEGER;
    return super.refusal({ ...record, ...(leaseUntil !== undefined && { leaseUntil }) }, request);
  }
}

/** Writes count whoever has taken the lock since. */
export class WithoutFence extends MemoryStageRecords {
  protected override isHeld(): boolean {
    return true;
  }
}
