import { describe, expect, it } from 'vitest';
import { ARN, GuardsFiles, guard } from './written-guards-files.ts';

const files = new GuardsFiles();

describe('what is wrong about the guards of a file together is named', () => {
  it('a stage guarded twice', () => {
    expect(
      files.complaint(() => files.read([guard(), guard({ stage: 'Staging' }), guard({ alarms: ['b'] })])),
    ).toContain('entry 3 (shop/Prod), stage: entry 1 guards this stage already; put all its alarms there');
  });

  it('a key written twice', () => {
    expect(
      files.complaint(() => files.read('[{"pipeline": "shop", "stage": "Prod", "stage": "Prod", "alarms": ["a"]}]')),
    ).toContain('entry 1 (shop/Prod), stage: is written twice; keep one');
  });

  it('alarms of different places, when it is not known where the stack will be deployed', () => {
    const entries = [
      guard({ alarms: [`${ARN}:a`] }),
      guard({ stage: 'Staging', alarms: ['b', `${ARN.replace('eu-west-1', 'us-east-1')}:c`] }),
    ];
    expect(files.complaint(() => files.read(entries, {}))).toContain(
      'entry 2 (shop/Staging), alarms[1]: is in us-east-1 of account 111122223333, but the alarm of entry 1 is in eu-west-1 of account 111122223333; alarms of several accounts and regions take spokes',
    );
    expect(files.read([entries[0]], {})).toHaveLength(1);
    const vetoed = guard({ alarms: ['b'], unlessAlarms: [`${ARN}:a`, `${ARN.replace('eu-west-1', 'us-east-1')}:c`] });
    expect(files.complaint(() => files.read([vetoed], {}))).toContain('unlessAlarms[1]: is in us-east-1 of account');
  });

  it('all problems of a file together, in its order', () => {
    const message = files.complaint(() =>
      files.read([guard({ bakeMinutes: 0, alarms: ['a', 'a'] }), 17, guard({ mode: 'on' })]),
    );
    expect(message.split('\n').map((line) => line.trim().split(':')[0])).toEqual([
      'guards.json',
      'line 1, entry 1 (shop/Prod), bakeMinutes',
      'line 1, entry 1 (shop/Prod), alarms[1]',
      'line 1, entry 2',
      'line 1, entry 3 (shop/Prod), mode',
      'line 1, entry 3 (shop/Prod), stage',
    ]);
    expect(message).toContain('guards.json: 5 problems');
  });
});
