import { Token } from 'aws-cdk-lib';
import type * as z from 'zod';
import { GuardSettings } from '../../lambda/guard-policy.ts';
import type { GuardProps } from './guard-props.ts';

/** The settings of a guard with every default filled in. Unresolved tokens stay as they are. */
export function completeSettings(guard: GuardProps): z.infer<typeof GuardSettings> {
  const written = Object.entries(guard).filter(([key, value]) => SETTINGS.has(key) && value !== undefined);
  const [tokens, known] = [true, false].map((unresolved) =>
    Object.fromEntries(written.filter(([, value]) => Token.isUnresolved(value) === unresolved)),
  );
  return { ...GuardSettings.parse(known), ...tokens };
}

/** Alarms may be constructs; a guard names them by itself. */
const SETTINGS = new Set(Object.keys(GuardSettings.shape).filter((key) => key !== 'unlessAlarms'));
