import { afterAll, beforeAll } from 'vitest';
import { ssmGuards } from '../../lambda/aws/guard-parameters.ts';
import { guardParameterName } from '../../lambda/guard-policy.ts';
import { HOME } from '../support/home.ts';
import { type LocalServices, startLocalServices } from '../support/local-services.ts';
import { MemoryGuards } from '../support/ports/memory-guards.ts';
import { defineGuardsContract } from './guards-contract.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

let accounts = 0;
defineGuardsContract('in SSM parameters', () => {
  const { parameters, clients, clock } = services;
  const prefix = `/controller-${++accounts}/guards`;
  const nameOf = (key: { pipeline: string; stage: string }) => guardParameterName(prefix, key.pipeline, key.stage);
  return {
    guards: ssmGuards(clients.ssm, prefix, HOME, () => clock.now()),
    put: (policy) => void parameters.put(nameOf(policy), JSON.stringify(policy), { overwrite: true }),
    spoil: (key) => void parameters.put(nameOf(key), '{"mode": "sometimes"}', { overwrite: true }),
  };
});

defineGuardsContract('in memory', () => {
  const guards = new MemoryGuards([]);
  return { guards, put: (policy) => guards.put(policy), spoil: (key) => guards.spoil(key, 'edited by hand') };
});
