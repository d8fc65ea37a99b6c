import { releaseOf } from './assembly.ts';
import type { Heard } from './aws/heard.ts';
import type { Summary } from './aws/pipelines.ts';
import { LIVE_PREFIX, PROD, PROVEN_MINUTES, RELEASE_KEY } from './day.ts';
import type { Findings } from './findings.ts';
import { orNever, until } from './pace.ts';
import type { Sandbox } from './sandbox.ts';
import { Watching } from './watching.ts';

/** Something that had to be true at the end. */
export interface Check {
  readonly says: string;
  readonly passed: boolean;
  readonly detail: string;
}

const ALARM_SECONDS = 10 * 60;
/** The guard's `recoveryMinutes` and some more. */
const RECOVERY_SECONDS = 20 * 60;

/** A release that is good: what a rollback should go back to. */
export interface GoodRelease {
  readonly id: string;
  /** By the account's time, epoch milliseconds. */
  readonly liveSince: number;
}

/** Releases v1. `say` gets what happens as it happens. */
export async function releaseGood(
  sandbox: Sandbox,
  findings: Findings,
  say: (text: string) => void,
): Promise<GoodRelease> {
  const { alarm, controller, day, pace, pipelines } = sandbox;
  const watching = new Watching(pipelines, pace);
  // It is warm, since it has made the guards: of some calls at the same moment one gets an environment of its own.
  const calls = await Promise.all(Array.from({ length: 5 }, () => controller.command({ action: 'status' })));
  const coldStartMillis = calls.map((call) => call.coldStartMillis).find((millis) => millis !== undefined);
  say(`controller: ${calls[0]?.answer.reason ?? 'up'}`);
  if (coldStartMillis === undefined) findings.missed('coldStartMillis', 'the log of the call named no initialisation');
  else findings.saw('coldStartMillis', coldStartMillis);

  await watching.quieten(day.shop);
  const id = await releaseVersion(sandbox, watching, 'v1', say);
  const liveSince = await timeThere(sandbox);
  await until(pace, { what: 'the alarm to be OK', withinSeconds: ALARM_SECONDS, everySeconds: 10 }, async () => {
    await alarm.report(0);
    return (await alarm.look()).state === 'OK' ? true : undefined;
  });
  say('alarm: OK');
  return { id, liveSince };
}

/** The account's time: where that passes faster than ours, it is not sure to keep up. */
async function timeThere({ controller, pace }: Sandbox): Promise<number> {
  const { at = pace.now() } = await controller.command({ action: 'status' });
  return at;
}

/** Releases v2, reports errors until it is gone, and follows the controller to the end of the incident. */
export async function playIncident(
  sandbox: Sandbox,
  v1: GoodRelease,
  findings: Findings,
  say: (text: string) => void,
): Promise<readonly Check[]> {
  const { alarm, controller, day, pace, pipelines } = sandbox;
  const watching = new Watching(pipelines, pace);
  const stage = { pipeline: day.shop, stage: PROD };
  let heard: readonly Heard[] = [];
  const listen = async () => {
    const all = await sandbox.heard.listen();
    for (const item of all.slice(heard.length)) {
      if (item.to === 'people') say(`told: ${item.subject}`);
      if (item.to === 'machines') say(`event: ${item.code}: ${item.sentence}`);
    }
    heard = all;
  };

  say(`v1 is proven once it has been live for ${PROVEN_MINUTES} minutes`);
  const provenAt = v1.liveSince + PROVEN_MINUTES * 60_000;
  for (let now = await timeThere(sandbox); now < provenAt; now = await timeThere(sandbox)) {
    await pace.sleep(Math.max(1_000, provenAt - now));
  }
  const v2 = await releaseVersion(sandbox, watching, 'v2', say);

  say('errors are reported from now on');
  const rollback = await until(
    pace,
    { what: 'a rollback', withinSeconds: ALARM_SECONDS, everySeconds: 5 },
    async () => {
      await alarm.report(1);
      await listen();
      return (await rollbacksOf(sandbox))[0];
    },
  );
  const { state, since } = await alarm.look();
  say(`alarm: ${state}`);
  say(`controller: rolls ${PROD} back`);
  findings.saw('alarmToRollbackMillis', Math.max(0, rollback.startTime - since));
  const ended = await watching.runThrough(day.shop, rollback.id);
  await alarm.report(0);
  say(`rollback: ${ended}; no more errors`);
  const live = await sandbox.bucket.text(`${LIVE_PREFIX}/version.txt`);

  const frozen = await until(pace, { what: 'the freeze', withinSeconds: 120 }, async () => {
    const seen = await pipelines.stage(stage);
    return seen?.isOpen === false ? seen : undefined;
  });
  say(`stage ${PROD}: frozen`);
  await until(pace, { what: 'the recovery', withinSeconds: RECOVERY_SECONDS, everySeconds: 10 }, async () => {
    await alarm.report(0);
    await listen();
    return isRecovered(heard, day.shop) ? true : undefined;
  });
  const atEnd = await alarm.look();
  await controller.command({ action: 'release', ...stage });
  const opened = await orNever(
    until(pace, { what: 'the release', withinSeconds: 60 }, async () => {
      const seen = await pipelines.stage(stage);
      return seen?.isOpen === true ? seen : undefined;
    }),
  );
  say(`stage ${PROD}: ${opened === undefined ? 'still closed' : 'released'}`);

  const all = await rollbacksOf(sandbox);
  noteWhoDidIt(sandbox, findings, {
    rollback,
    closedBy: frozen.lastChangedBy,
    summaries: await pipelines.executions(day.shop),
  });
  const codes = heard.flatMap((item) => (item.to === 'machines' ? [item.code] : []));
  const subjects = heard.flatMap((item) => (item.to === 'people' ? [item.subject] : []));
  return [
    check(
      'v2 was rolled back to v1, once',
      all.length === 1 && rollback.targetId === v1.id,
      `${all.length} rollbacks; from ${v2} to ${rollback.targetId}`,
    ),
    check('The rollback succeeded', ended === 'Succeeded', ended),
    check('What is live is v1 again', live === 'v1', live ?? 'nothing'),
    check('The stage was frozen', !frozen.isOpen, `last changed by ${frozen.lastChangedBy ?? 'nobody'}`),
    check(
      'People were told',
      subjects.filter((subject) => subject.includes(day.shop)).length >= 2,
      subjects.join('; '),
    ),
    check('Machines were told', codes.includes('rollback') && codes.includes('recovered'), codes.join(', ')),
    check('The alarm recovered', atEnd.state === 'OK', atEnd.state),
    check('A person released the stage', opened !== undefined, opened === undefined ? 'closed' : 'open'),
  ];
}

/** Both have come: people by mail, machines by event. They come one after the other. */
function isRecovered(heard: readonly Heard[], pipeline: string): boolean {
  const mails = heard.filter((item) => item.to === 'people' && item.subject.includes(pipeline)).length;
  return mails >= 2 && heard.some((item) => item.to === 'machines' && item.code === 'recovered');
}

async function releaseVersion(sandbox: Sandbox, watching: Watching, version: string, say: (text: string) => void) {
  await sandbox.bucket.put(RELEASE_KEY, releaseOf(version));
  const id = await watching.release(sandbox.day.shop);
  say(`release ${version}: ${id} is in ${PROD}`);
  return id;
}

async function rollbacksOf({ day, pipelines }: Sandbox): Promise<readonly Summary[]> {
  return (await pipelines.executions(day.shop)).filter(({ type }) => type === 'ROLLBACK');
}

interface Traces {
  readonly rollback: Summary;
  readonly closedBy: string | undefined;
  readonly summaries: readonly Summary[];
}

function noteWhoDidIt({ names }: Sandbox, findings: Findings, { rollback, closedBy, summaries }: Traces): void {
  const general = (text: string) =>
    text
      .replace(/^arn:[\w-]+:/, 'arn:PARTITION:')
      .replace(names.account, 'ACCOUNT')
      .replace(`/${names.controllerRole}/`, '/ROLE/')
      .replace(names.functionName, 'FUNCTION');
  if (rollback.triggerDetail !== undefined) findings.saw('triggerDetail', general(rollback.triggerDetail));
  if (closedBy !== undefined) findings.saw('lastChangedBy', general(closedBy));
  const { revisionId = '', revisionSummary } = summaries[0] ?? {};
  findings.saw('revisionSummary', revisionSummary?.replace(revisionId, 'VERSION') ?? 'absent');
}

function check(says: string, passed: boolean, detail: string): Check {
  return { says, passed, detail };
}
