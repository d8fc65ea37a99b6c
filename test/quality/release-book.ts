import type { Defect } from '../../emulator/account/truth/defect.ts';
import type { PipelineScript } from '../../emulator/services/codepipeline/pipeline-script.ts';
import { PIPELINE } from './declaration.ts';
import { VARIABLE } from './setting.ts';
import type { Release, Trunk } from './trunk.ts';

/** Starts releases, and knows what every execution deploys. */
export class ReleaseBook {
  readonly #script: PipelineScript;
  readonly #trunk: Trunk;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #releases = new Map<string, Release>();

  constructor(script: PipelineScript, trunk: Trunk, trace: ((line: string) => void) | undefined) {
    this.#script = script;
    this.#trunk = trunk;
    this.#trace = trace;
  }

  /** Starts an execution of the newest of everything; `defect` is one of its build. Returns its id. */
  start(number: number, isFix: boolean, defect?: Defect): string {
    const versions = [...this.#trunk.versions];
    const sources = versions.filter(([component]) => component !== VARIABLE);
    const executionId = this.#script.startExecution({
      pipeline: PIPELINE,
      revisions: Object.fromEntries(
        sources.map(([component, revision]) => [
          component,
          { revisionId: revision, revisionSummary: `Change ${revision}` },
        ]),
      ),
      variables: Object.fromEntries(versions.filter(([component]) => component === VARIABLE)),
    });
    const label = versions.map(([, revision]) => revision).join(' ');
    const defects = [...this.#trunk.defects, ...(defect === undefined ? [] : [defect])];
    this.#releases.set(executionId, { executionId, label, defects, number, isFix });
    const verdict = defects.length === 0 ? 'good' : `bad: ${defects.map(({ name }) => name).join(', ')}`;
    this.#trace?.(`people: ${isFix ? 'fix' : 'release'} ${label} starts as ${executionId} (${verdict})`);
    return executionId;
  }

  /** Of a ROLLBACK, what its target deployed. */
  of(executionId: string): Release | undefined {
    const { rollbackTarget } = this.#script.execution(PIPELINE, executionId);
    return this.#releases.get(rollbackTarget?.id ?? executionId);
  }
}
