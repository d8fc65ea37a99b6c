import type { Execution, ExecutionId } from '../../../lambda/decision/execution.ts';
import { at } from './moments.ts';

/** A well-formed execution id made of one hexadecimal digit: `aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa`. */
export function executionId(digit: string): ExecutionId {
  return [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');
}

/** A standard execution that carries a commit of its own. */
export function anExecution(digit: string, but: Partial<Execution> = {}): Execution {
  return {
    id: executionId(digit),
    startedAt: at('08:00'),
    type: 'STANDARD',
    revisions: [{ action: 'Source', id: `c0ffee${digit}`, summary: `Release ${digit}` }],
    ...but,
  };
}

/** A ROLLBACK carries the revisions of the execution it goes back to. */
export function aRollbackTo(target: Execution, digit: string, but: Partial<Execution> = {}): Execution {
  return anExecution(digit, {
    startedAt: at('10:30'),
    type: 'ROLLBACK',
    rollbackTarget: target.id,
    revisions: target.revisions,
    triggerType: 'ManualRollback',
    ...but,
  });
}

/** The story that most tests begin with: GOOD was deployed, then BAD, and the alarm fired ten minutes later. */
export const OLDER = anExecution('1', { startedAt: at('07:00') });
export const GOOD = anExecution('a', { startedAt: at('08:00') });
export const BAD = anExecution('b', { startedAt: at('10:00') });
