import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { behaviourOf, readBehaviourFile } from '../../../../emulator/services/codepipeline/behaviour-file.ts';

function file(content: object): string {
  const path = join(mkdtempSync(join(inject('assemblies'), 'behaviour-')), 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('a behaviour file', () => {
  it('turns the switches that a game day has seen, and leaves the others', () => {
    const findings = [
      { id: 'rollbackRuns', observed: 'allButApprovals', verdict: 'differs' },
      { id: 'rollbackErrors.stageRunning', observed: 'ConflictException' },
      { id: 'rollbackErrors.v1Pipeline', observed: 'ValidationException' },
      { id: 'newExecutionDelayMillis', observed: 740 },
      { id: 'rollbackErrors.beforeFebruary2024', why: 'no pipeline is that old' },
      { id: 'coldStartMillis', observed: 900 },
    ];
    expect(readBehaviourFile(file({ day: 'one', findings }))).toEqual({
      switches: {
        rollbackRuns: 'allButApprovals',
        newExecutionDelayMillis: 740,
        rollbackErrors: { stageRunning: 'ConflictException', v1Pipeline: 'ValidationException' },
      },
      unplayable: [],
    });
  });

  it('names what AWS did that no switch can play', () => {
    const { switches, unplayable } = behaviourOf([
      { id: 'rollbackErrors.rollbackTypeTarget', observed: 'accepted' },
      { id: 'editedExecutionStatus', observed: 'InProgress' },
      { id: 'standardTypeShown', observed: false },
    ]);
    expect(switches).toEqual({ standardTypeShown: false, rollbackErrors: {} });
    expect(unplayable).toEqual(['rollbackErrors.rollbackTypeTarget: accepted', 'editedExecutionStatus: InProgress']);
  });

  it('says of another file that it is no report of a game day', () => {
    const path = file({ guards: [] });
    expect(() => readBehaviourFile(path)).toThrow(`${path} is no report of a game day`);
  });
});
