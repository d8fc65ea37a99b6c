import { daysBefore } from '../played.ts';
import { deploys } from './action-runs.ts';
import { anExecution } from './executions.ts';
import { at } from './moments.ts';

/* Two releases that were good for days, and one of today. */

export const v0 = anExecution('0', { startedAt: daysBefore(5, '09:00') });
export const v1 = anExecution('1', { startedAt: daysBefore(4, '09:00') });
export const v2 = anExecution('2', { startedAt: at('08:56') });
export const visits = [
  deploys(v0, daysBefore(5, '09:02'), daysBefore(5, '09:03')),
  deploys(v1, daysBefore(4, '09:02'), daysBefore(4, '09:03')),
  deploys(v2, '08:58', '09:00'),
];
