import { GATE } from '../day.ts';
import { until } from '../pace.ts';
import type { Probe } from '../probing.ts';
import type { LabReleases } from './lab.ts';

/** Stops an execution while two approvals wait: after what is in progress, and another one at once. */
export const stoppedApproval: Probe<LabReleases> = {
  name: 'a stop while an approval is pending',
  about: ['stopWithPendingApproval', 'stoppedAfterRejection', 'abandonedApproval'],
  run: async ({ sandbox, watching, findings }) => {
    const { pipelines, pace, day } = sandbox;
    const gate = { pipeline: day.lab, stage: GATE };
    const id = await watching.start(day.lab);
    const { approvals } = await watching.approvals(gate, id, 2);
    await pipelines.stop(day.lab, id, { abandon: false });
    await pace.sleep(15_000);
    const status = await pipelines.executionStatus(day.lab, id);
    const waits = status === 'Stopping';
    findings.saw('stopWithPendingApproval', waits ? 'waits' : status === 'Stopped' ? 'abandonsApproval' : `${status}`);
    if (waits) {
      for (const approval of approvals) await pipelines.answer(gate, approval, 'Rejected');
      findings.saw('stoppedAfterRejection', await watching.runThrough(day.lab, id));
    } else findings.missed('stoppedAfterRejection', 'the stop did not wait for the approvals');

    const another = await watching.start(day.lab);
    const [approval] = (await watching.approvals(gate, another)).approvals;
    await pipelines.stop(day.lab, another, { abandon: true });
    await until(pace, { what: 'the end', withinSeconds: 120 }, async () =>
      (await pipelines.executionStatus(day.lab, another)) === 'Stopped' ? true : undefined,
    );
    if (approval === undefined) throw new Error('the gate has approvals');
    const answer = await pipelines.answer(gate, approval, 'Approved');
    findings.saw('abandonedApproval', answer.ok ? 'accepted' : answer.error);
  },
};
