import type { Ports } from '../ports.ts';
import { finding } from '../readiness/finding.ts';
import type { Finding } from '../readiness/finding-kind.ts';
import type { Judgement } from '../readiness/findings.ts';
import { attempt } from '../stage/observe.ts';
import { deletionsLeft } from './deletions-left.ts';

/** What is no matter of a guarded stage: whether anybody hears of it, and what deletions have left. */
export async function lookAtWhole(ports: Ports): Promise<Judgement> {
  const reads = await Promise.all([attempt(deletionsLeft(ports)), attempt(whoIsTold(ports))]);
  return {
    findings: reads.flatMap((read) => (read.ok ? read.value : [])),
    unread: reads.flatMap((read) => (read.ok ? [] : [`${read.what}: ${read.problem}`])),
  };
}

async function whoIsTold({ subscribers }: Ports): Promise<readonly Finding[]> {
  const all = await subscribers.all();
  if (all.some(({ isConfirmed }) => isConfirmed)) return [];
  return [finding.nobodyIsTold({ pending: all.map(({ protocol, endpoint }) => `${protocol} ${endpoint}`) })];
}
