import { releaseOf, type SandboxAssembly } from './assembly.ts';
import { ActionLists } from './aws/action-lists.ts';
import { DayAlarm } from './aws/alarm.ts';
import { Bucket } from './aws/bucket.ts';
import { type Clients, createClients, type Place } from './aws/clients.ts';
import { CommandedController } from './aws/controller.ts';
import { HeardQueue } from './aws/heard.ts';
import type { CallerIdentity } from './aws/identity.ts';
import { Pipelines } from './aws/pipelines.ts';
import { SandboxInAws } from './aws/stack.ts';
import { type Day, RELEASE_KEY } from './day.ts';
import type { Pace } from './pace.ts';
import { OUTPUTS } from './sandbox-stack.ts';

/** Names that AWS gave to the parts of the sandbox. */
export interface SandboxNames {
  readonly account: string;
  readonly controllerRole: string;
  readonly functionName: string;
  readonly taggedRole: string;
}

/** The sandbox as it stands in the account, with the means to play in it. */
export interface Sandbox {
  readonly day: Day;
  readonly place: Place;
  readonly clients: Clients;
  readonly names: SandboxNames;
  readonly bucket: Bucket;
  readonly pipelines: Pipelines;
  readonly actions: ActionLists;
  readonly alarm: DayAlarm;
  readonly controller: CommandedController;
  readonly heard: HeardQueue;
  readonly pace: Pace;
}

export interface SetUp {
  readonly day: Day;
  readonly place: Place;
  readonly identity: CallerIdentity;
  readonly assembly: SandboxAssembly;
  readonly pace: Pace;
  /** What is being done, for a progress line. */
  readonly onProgress: (text: string) => void;
}

/** Makes the bucket and the stack. What it made when it throws is there. */
export async function setUpSandbox({ day, place, identity, assembly, pace, onProgress }: SetUp): Promise<Sandbox> {
  const clients = createClients(place);
  const bucket = new Bucket(clients.s3, day.bucket);
  onProgress('making the bucket');
  await bucket.create();
  // Pipelines start as soon as they are made: there must be a release then.
  await bucket.put(RELEASE_KEY, releaseOf('v0'));
  for (const { key, body } of assembly.uploads) await bucket.put(key, body);
  const templateUrl = urlOf(day.bucket, assembly.templateKey, await clients.s3.config.region());
  const stack = new SandboxInAws(clients.cloudFormation, day.name);
  const outputs = await stack.create(day, templateUrl, pace, ({ done }) =>
    onProgress(`making the stack: ${done} done`),
  );
  const output = (key: string): string => {
    const value = outputs.get(key);
    if (value === undefined) throw new Error(`the stack ${day.name} has no output ${key}`);
    return value;
  };
  return {
    day,
    place,
    clients,
    pace,
    bucket,
    names: {
      account: identity.account,
      controllerRole: output(OUTPUTS.controllerRole),
      functionName: output(OUTPUTS.functionName),
      taggedRole: output(OUTPUTS.taggedRole),
    },
    pipelines: new Pipelines(clients),
    actions: new ActionLists(clients),
    alarm: new DayAlarm(clients.cloudWatch, output(OUTPUTS.alarm), day.name),
    controller: new CommandedController(clients.lambda, output(OUTPUTS.functionName)),
    heard: new HeardQueue(clients.sqs, output(OUTPUTS.heard)),
  };
}

/** Takes the stack, then the bucket, away. Throws with what could not be taken. */
export async function takeDownSandbox(
  name: string,
  clients: Clients,
  pace: Pace,
  onProgress: SetUp['onProgress'],
): Promise<void> {
  const problems: unknown[] = [];
  const attempt = async (what: string, take: () => Promise<void>) => {
    onProgress(`taking down ${what}`);
    await take().catch((error: unknown) => problems.push(error));
  };
  await attempt('the stack', () =>
    new SandboxInAws(clients.cloudFormation, name).delete(pace, ({ done }) =>
      onProgress(`taking down the stack: ${done} gone`),
    ),
  );
  await attempt('the bucket', () => new Bucket(clients.s3, name).delete());
  if (problems.length > 0) throw new AggregateError(problems, problems.map(String).join('; '));
}

function urlOf(bucket: string, key: string, region: string): string {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${bucket}.s3.${region}.${suffix}/${key}`;
}
