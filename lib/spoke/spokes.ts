import { ConfigurationError } from '../configuration-error.ts';

/** Accounts and regions whose alarms may guard stages here. Each has a spoke: `npm run spoke-template`, or the construct `RollbackSpoke`. */
export interface Spokes {
  /** The organization that the accounts are in: `o-...`. Nobody outside it can send an event. */
  readonly organization: string;
  /** Account ids, the controller's own where alarms of its other regions count. At least one. */
  readonly accounts: readonly string[];
  /** Regions that alarms are in. At least one. */
  readonly regions: readonly string[];
  /** What the reader roles of the spokes demand of whoever assumes them: 2 to 1,224 letters, digits and `+ = , . @ : / -`. */
  readonly externalId: string;
}

const RULES: readonly (readonly [keyof Spokes, RegExp, string])[] = [
  ['organization', /^o-[a-z0-9]{10,32}$/, 'the id of an organization, such as o-a1b2c3d4e5'],
  ['accounts', /^\d{12}$/, 'account ids of 12 digits'],
  ['regions', /^[a-z]{2}(-[a-z]+)+-\d$/, 'names of regions, such as eu-west-1'],
  ['externalId', /^[\w+=,.@:/-]{2,1224}$/, '2 to 1,224 letters, digits and + = , . @ : / -'],
];

/** Throws one {@link ConfigurationError} with everything that is wrong. */
export function checkSpokes(spokes: Spokes): void {
  const problems = RULES.flatMap(([field, pattern, rule]) => {
    const given = [spokes[field]].flat();
    const wrong = given.filter((text) => !pattern.test(text));
    if (given.length > 0 && wrong.length === 0) return [];
    return [
      `  spokes.${field}: must be ${rule}${wrong.length === 0 ? '; it is empty' : `, got "${wrong.join('", "')}"`}`,
    ];
  });
  if (problems.length > 0) throw new ConfigurationError(`the spokes cannot be used:\n${problems.join('\n')}`);
}
