import { expect, test } from 'vitest';
import { readCloudEnvironment, readEnvironment } from '../../lambda/environment.ts';
import { placeOf } from '../../lambda/messages/place.ts';
import { VARIABLES } from '../support/builders/variables.ts';

test('the environment is read with its numbers, and nothing else of it is kept', () => {
  expect(readEnvironment({ ...VARIABLES, AWS_SECRET_ACCESS_KEY: 'secret' })).toEqual({
    ...VARIABLES,
    SCOPE: { pipelines: ['team-*'] },
    LEASE_SECONDS: 40,
    DECISION_RETENTION_DAYS: 400,
    MAX_ROLLBACKS: { count: 3, minutes: 20 },
  });
});

test('all missing variables are named at once', () => {
  expect(() => readEnvironment({})).toThrow("the function's environment is incomplete");
  for (const name of Object.keys(VARIABLES).filter((one) => one !== 'MAX_ROLLBACKS'))
    expect(() => readEnvironment({})).toThrow(name);
});

test('the limit of rollbacks across the guards has a default, and may be none', () => {
  const { MAX_ROLLBACKS: _, ...others } = VARIABLES;
  expect(readEnvironment(others).MAX_ROLLBACKS).toEqual({ count: 5, minutes: 10 });
  expect(readEnvironment({ ...VARIABLES, MAX_ROLLBACKS: 'no limit' }).MAX_ROLLBACKS).toBeUndefined();
});

test('the place is that of the topic, with the dashboard where there is one', () => {
  const place = {
    partition: 'aws',
    region: 'eu-central-1',
    account: '123456789012',
    functionName: 'controller',
    runbook: 'https://wiki.example.com/runbook',
    logGroupName: '/logs/controller',
  };
  expect(placeOf(readEnvironment(VARIABLES))).toEqual(place);
  const withDashboard = readEnvironment({ ...VARIABLES, DASHBOARD_NAME: 'app' });
  expect(placeOf(withDashboard)).toEqual({ ...place, dashboardName: 'app' });
});

test.each([
  ['TABLE_NAME', ''],
  ['TOPIC_ARN', 'people'],
  ['SCOPE', '{"pipelines": []}'],
  ['RULE_NAME_PREFIX', ''],
  ['LEASE_SECONDS', 'forty'],
  ['LEASE_SECONDS', '0'],
  ['LEASE_SECONDS', ''],
  ['DECISION_RETENTION_DAYS', '1.5'],
  ['MAX_ROLLBACKS', '5'],
  ['MAX_ROLLBACKS', 'many in 10'],
])('%s of "%s" is refused by name, and only it', (name, value) => {
  expect(() => readEnvironment({ ...VARIABLES, [name]: value })).toThrow(`at ${name}`);
  expect(() => readEnvironment({ ...VARIABLES, [name]: value })).not.toThrow(/(→ at [\s\S]*){2}/);
});

test('the cloud is where Lambda says, by the ordinary endpoints', () => {
  const ordinary = { fips: false, dualStack: false, ownEndpoints: false };
  expect(readCloudEnvironment({ AWS_REGION: 'eu-central-1' })).toEqual({ region: 'eu-central-1', ...ordinary });
  expect(readCloudEnvironment({})).toEqual(ordinary);
});

test.each([
  ['AWS_USE_FIPS_ENDPOINT', 'true', { fips: true }],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'true', { dualStack: true }],
  ['AWS_ENDPOINT_URL', 'http://127.0.0.1:1', { ownEndpoints: true }],
  ['AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:1', { ownEndpoints: true }],
])('%s is heard', (name, value, heard) => {
  expect(readCloudEnvironment({ [name]: value })).toMatchObject(heard);
});
