import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { Ports } from '../../lambda/ports.ts';
import {
  changeFailed,
  type Disturbance,
  type DisturbedCalls,
  type Failure,
  rollbackFailed,
  unreadAs,
} from './disturbed-call.ts';
import type { OperationName } from './fault.ts';
import { type Invocation, nameOf } from './invocation.ts';

/** CodePipeline as one invocation has it. The witness sees every change before it is made. */
export function disturbedPipelines(
  pipelines: Ports['pipelines'],
  calls: DisturbedCalls,
  { time, witness, CouldNotRead }: Disturbance,
  invocation: Invocation,
): Ports['pipelines'] {
  const call: DisturbedCalls['call'] = (...how) => calls.call(...how);
  const unread = unreadAs(CouldNotRead);
  const onStage = <T>(operation: OperationName, key: StageKey, effect: () => Promise<T>, failure: Failure<T>) =>
    call(
      operation,
      () => {
        witness.mutates(invocation, key, operation);
        return effect();
      },
      failure,
      false,
    );

  return {
    stage: (key) =>
      call(
        'stage',
        async () => {
          const stage = await pipelines.stage(key);
          if (stage !== 'not-found') {
            const { inbound, occupant } = stage;
            const seen = occupant === undefined ? {} : { occupant: occupant.executionId };
            invocation.looks.set(nameOf(key), { at: time.now(), inbound, ...seen });
          }
          return stage;
        },
        unread,
      ),
    executions: (key, filter, token) => call('executions', () => pipelines.executions(key, filter, token), unread),
    actions: (key, token) => call('actions', () => pipelines.actions(key, token), unread),
    execution: (key, id) => call('execution', () => pipelines.execution(key, id), unread),
    rollback: (key, target) =>
      onStage<Awaited<ReturnType<Ports['pipelines']['rollback']>>>(
        'rollback',
        key,
        async () => {
          const before = witness.beforeRollback(invocation, key, target);
          const answer = await pipelines.rollback(key, target);
          if (answer.kind === 'accepted') witness.accepted(before, answer.executionId);
          return answer;
        },
        rollbackFailed,
      ),
    start: (key, redeployment, token) =>
      onStage<Awaited<ReturnType<Ports['pipelines']['start']>>>(
        'start',
        key,
        () => pipelines.start(key, redeployment, token),
        rollbackFailed,
      ),
    stop: (key, id, reason) =>
      onStage(
        'stop',
        key,
        () => {
          witness.stops(invocation, key, id);
          return pipelines.stop(key, id, reason);
        },
        changeFailed,
      ),
    reject: (key, approval) =>
      onStage(
        'reject',
        key,
        () => {
          witness.rejects(invocation, key, approval);
          return pipelines.reject(key, approval);
        },
        changeFailed,
      ),
    disableInbound: (key, reason) =>
      onStage(
        'disableInbound',
        key,
        () => {
          witness.freezes(invocation, key);
          return pipelines.disableInbound(key, reason);
        },
        changeFailed,
      ),
    enableInbound: (key) =>
      onStage(
        'enableInbound',
        key,
        async () => {
          witness.lifts(invocation, key);
          const change = await pipelines.enableInbound(key);
          const seen = invocation.looks.get(nameOf(key));
          invocation.looks.set(nameOf(key), { ...seen, at: time.now(), inbound: { enabled: true } });
          return change;
        },
        changeFailed,
      ),
  };
}
