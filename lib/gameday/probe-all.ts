import { pipelinesOf } from './day.ts';
import type { Findings } from './findings.ts';
import { enteredRollback, skippedStage, variables } from './probes/entry.ts';
import { closedStage, editedPipeline, sourceStage } from './probes/gates.ts';
import { approvalInARollback, failedRollback, firstRelease, runningStage, secondRelease } from './probes/lab.ts';
import { lists, otherModes } from './probes/lists.ts';
import { stoppedApproval } from './probes/stopping.ts';
import { tags } from './probes/tags.ts';
import { runProbes } from './probing.ts';
import type { Sandbox } from './sandbox.ts';
import { Watching } from './watching.ts';

/** In an order in which each finds what it needs; the edit of the lab's pipeline is last there. */
const PROBES = [
  tags,
  sourceStage,
  runningStage,
  approvalInARollback,
  failedRollback,
  stoppedApproval,
  closedStage,
  lists,
  editedPipeline,
  otherModes,
  enteredRollback,
  skippedStage,
  variables,
];

/** Tries every assumption that can be tried safely, in pipelines that nobody guards. */
export async function probeAll(
  sandbox: Sandbox,
  findings: Findings,
  onProgress: (text: string) => void,
): Promise<void> {
  const watching = new Watching(sandbox.pipelines, sandbox.pace);
  const probing = { sandbox, watching, findings };
  onProgress('probing: waiting for quiet');
  for (const pipeline of pipelinesOf(sandbox.day)) await watching.quieten(pipeline);
  onProgress('probing: first release of the lab');
  const older = await firstRelease(probing);
  onProgress('probing: second release of the lab, with a retry');
  const newer = await secondRelease(probing);
  await runProbes(PROBES, probing, { older, newer }, onProgress);
}
