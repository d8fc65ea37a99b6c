import * as z from 'zod/mini';
import { alarmArnOf, type Location } from '../decision/alarm-arn.ts';

/*
 * What the first edition stored or sent: it knew alarms by their names, and all of them lay at home.
 */

const Names = z.array(z.string());
const Children = z.array(z.object({ name: z.string(), at: z.exactOptional(z.number()) }));
const Members = z.record(z.string(), z.unknown());

/** Nothing of ours was nested more deeply. */
const DEEPEST = 20;

/** The same with ARNs where there were names; what has ARNs already stays as it is. */
export function withAlarmArns(stored: unknown, home: Location, levels = DEEPEST): unknown {
  if (levels === 0) return stored;
  if (Array.isArray(stored)) return stored.map((item: unknown) => withAlarmArns(item, home, levels - 1));
  const { data } = Members.safeParse(stored);
  if (data === undefined) return stored;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => member(key, value, home, levels - 1)));
}

function member(key: string, value: unknown, home: Location, levels: number): readonly [string, unknown] {
  if ((key === 'alarmName' || key === 'alarm') && typeof value === 'string') return ['alarm', alarmArnOf(value, home)];
  if (key === 'alarms' || key === 'unlessAlarms') {
    const names = Names.safeParse(value).data;
    if (names !== undefined) return [key, names.map((name) => alarmArnOf(name, home))];
  }
  if (key === 'children') {
    const children = Children.safeParse(value).data;
    if (children !== undefined)
      return [key, children.map(({ name, ...at }) => ({ ...at, arn: alarmArnOf(name, home) }))];
  }
  return [key, withAlarmArns(value, home, levels)];
}
