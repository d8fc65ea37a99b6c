import type { Place } from '../../../lambda/messages/place.ts';

export function aPlace(but: Partial<Place> = {}): Place {
  return {
    partition: 'aws',
    region: 'eu-west-1',
    account: '111122223333',
    functionName: 'controller',
    runbook: 'https://wiki.example.com/runbook',
    logGroupName: '/logs/controller',
    dashboardName: 'Shop-eu-west-1',
    ...but,
  };
}
