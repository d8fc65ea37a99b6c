/** The alarms of the guard of `shop/Prod`. */
export const FIFTY_ALARMS = Array.from({ length: 50 }, (_, index) => `shop-prod-${String(index + 1).padStart(2, '0')}`);

/** Guards with settings that guards.example.json does not have: one set for several stories, since a synth takes its time. */
export const SPECIAL_GUARDS: readonly object[] = [
  { pipeline: 'shop', stage: 'Prod', alarms: FIFTY_ALARMS },
  { pipeline: 'payments', stage: 'Prod', alarms: ['payments-errors'], whileDeploying: 'stop' },
  { pipeline: 'search', stage: 'Prod', alarms: ['search-errors'], freeze: 'until-recovered' },
];
