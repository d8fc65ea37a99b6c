import { Token } from 'aws-cdk-lib';
import type * as z from 'zod';
import { GuardSettings, type GuardSettingsInput } from '../../lambda/guard-policy.ts';

/** The settings as the user wrote them that are known at synth: unresolved tokens are left out. */
export function knownSettings(settings: GuardSettingsInput): GuardSettingsInput {
  return Object.fromEntries(written(settings).filter(([, value]) => !Token.isUnresolved(value)));
}

/** The settings with every default filled in. Unresolved tokens stay as they are. */
export function completeSettings(settings: GuardSettingsInput): z.infer<typeof GuardSettings> {
  const tokens = Object.fromEntries(written(settings).filter(([, value]) => Token.isUnresolved(value)));
  return { ...GuardSettings.parse(knownSettings(settings)), ...tokens };
}

function written(settings: GuardSettingsInput) {
  return Object.entries(settings).filter(([key, value]) => key in GuardSettings.shape && value !== undefined);
}
