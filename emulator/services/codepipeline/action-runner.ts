import type { Account } from './account.ts';
import { goneArtifact, storeArtifacts } from './artifacts.ts';
import type { ActionDeclaration } from './declaration.ts';
import { publishActionEvent } from './events.ts';
import type { ActionExecution } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import { deployToS3 } from './s3-actions.ts';
import { sourceActions, sourceSummary } from './source-revisions.ts';
import type { Stage, StageRun } from './stage.ts';

const APPROVAL_TIMEOUT_MINUTES = 7 * 24 * 60;

/** Runs the actions of a stage: starts a batch of them together, and ends each after its scripted time and as it is scripted. */
export class ActionRunner {
  readonly #account: Account;
  readonly #onBatchEnded: (pipeline: Pipeline, run: StageRun) => void;

  /** `onBatchEnded` is called when the last action of a batch has ended, however it ended. */
  constructor(account: Account, onBatchEnded: (pipeline: Pipeline, run: StageRun) => void) {
    this.#account = account;
    this.#onBatchEnded = onBatchEnded;
  }

  /** Starts actions together: they are the batch of the run from now on. */
  start(pipeline: Pipeline, run: StageRun, declarations: readonly ActionDeclaration[]): void {
    const now = this.#account.clock.now();
    run.batch = declarations.map((declaration) => ({
      id: this.#account.newId(),
      stageName: run.stage.name,
      declaration,
      startTime: now,
      lastUpdateTime: now,
      status: 'InProgress',
      ...(declaration.actionTypeId.category === 'Approval' ? { token: this.#account.newId() } : {}),
    }));
    for (const action of run.batch) {
      run.execution.actions.push(action);
      run.stage.latestActions.set(action.declaration.name, action);
      run.inProgress.set(action, this.#scheduleEnd(pipeline, run, action));
    }
    for (const action of run.batch) this.#tell(pipeline, run, action);
  }

  /** Ends an action in progress, e.g. an approval. */
  end(pipeline: Pipeline, run: StageRun, action: ActionExecution, status: ActionExecution['status']): void {
    run.inProgress.get(action)?.();
    run.inProgress.delete(action);
    action.status = status;
    action.lastUpdateTime = this.#account.clock.now();
    run.execution.lastUpdateTime = action.lastUpdateTime;
    if (status === 'Succeeded') {
      storeArtifacts(this.#account, pipeline, run.execution, action.declaration);
      const [source] = sourceActions(pipeline, run.execution.pipelineVersion);
      deployToS3(this.#account.objects, source, action.declaration, run.execution);
    }
    this.#tell(pipeline, run, action);
    if (run.inProgress.size === 0) this.#onBatchEnded(pipeline, run);
  }

  /** Ends actions in progress at once; default all. */
  abandon(pipeline: Pipeline, run: StageRun, which: (action: ActionExecution) => boolean = () => true): void {
    for (const action of [...run.inProgress.keys()].filter(which)) this.end(pipeline, run, action, 'Abandoned');
  }

  #tell(pipeline: Pipeline, run: StageRun, action: ActionExecution): void {
    pipeline.onAction?.(run.execution, action);
    publishActionEvent(this.#account, pipeline, run, action);
  }

  #scheduleEnd(pipeline: Pipeline, run: StageRun, action: ActionExecution): () => void {
    const { clock } = this.#account;
    const { declaration, startTime } = action;
    if (declaration.actionTypeId.category === 'Approval') {
      const minutes = declaration.timeoutInMinutes ?? APPROVAL_TIMEOUT_MINUTES;
      return clock.at(startTime + minutes * 60_000, () => {
        action.errorDetails = { code: 'TimedOut', message: `No approval within ${minutes} minutes` };
        this.end(pipeline, run, action, 'Failed');
      });
    }
    const { millis, result } = pipeline.courseOf?.(run.execution, action) ?? scriptedCourse(pipeline, run, declaration);
    if (millis === undefined) return () => undefined;
    const gone = goneArtifact(this.#account, pipeline, run.execution, declaration);
    return clock.at(startTime + millis, () => {
      const status = gone === undefined ? result() : 'Failed';
      const summary = sourceSummary(run.execution, declaration);
      if (summary !== undefined) action.summary = summary;
      if (status === 'Failed')
        action.errorDetails = {
          code: 'JobFailed',
          message: gone === undefined ? `${declaration.name} failed` : `${gone} does not exist`,
        };
      this.end(pipeline, run, action, status);
    });
  }
}

/** No time: the action never ends by itself. */
function scriptedCourse(pipeline: Pipeline, run: StageRun, declaration: ActionDeclaration) {
  const result = scriptedResult(pipeline, run, declaration);
  return {
    millis: result === 'Hangs' ? undefined : pipeline.actionDuration(run.stage.name, declaration.name),
    result: (): 'Failed' | 'Succeeded' => (result === 'Failed' ? 'Failed' : 'Succeeded'),
  };
}

function scriptedResult(pipeline: Pipeline, { execution, stage, attempt }: StageRun, declaration: ActionDeclaration) {
  const ofAction = pipeline.scriptedResult(execution, `${stage.name}/${declaration.name}`, attempt);
  if (ofAction !== undefined || decidingAction(stage) !== declaration) return ofAction ?? 'Succeeded';
  return pipeline.scriptedResult(execution, stage.name, attempt) ?? 'Succeeded';
}

/** The action that a stage's scripted result is about: its last one that is not an approval. */
function decidingAction(stage: Stage): ActionDeclaration | undefined {
  return stage.runOrders.flat().findLast(({ actionTypeId }) => actionTypeId.category !== 'Approval');
}
