import * as z from 'zod/mini';
import { freezeIncident } from '../decision/freeze.ts';
import { DOUBTED_FOR } from '../decision/times.ts';

/*
 * Records of the first edition (schema 1): read once, and written in the form of today. An open incident, a freeze, a pause and what
 * is known bad go on.
 */

const time = z.number();
const Execution = z.looseObject({ id: z.string(), startedAt: time });
const Cause = z.looseObject({ kind: z.string(), id: z.string(), at: time });
const Settings = z.looseObject({});
const OldPlan = z.object({ suspect: Execution, target: Execution, occupant: z.string(), grounds: z.string() });

const OldIncident = z.looseObject({
  phase: z.string(),
  id: z.string(),
  openedAt: time,
  settings: Settings,
  cause: z.exactOptional(Cause),
  causes: z.exactOptional(z.array(Cause)),
  covers: z.exactOptional(z.array(Cause)),
  plan: z.exactOptional(OldPlan),
  occupant: z.exactOptional(z.string()),
  stopping: z.exactOptional(z.boolean()),
  claimedAt: z.exactOptional(time),
  calledAt: z.exactOptional(time),
  answered: z.exactOptional(z.literal(true)),
  refused: z.exactOptional(z.array(z.string())),
  refusing: z.exactOptional(z.object({ since: time, until: time })),
  unclear: z.exactOptional(z.literal(true)),
  rollbackExecutionId: z.exactOptional(z.string()),
  acceptedAt: z.exactOptional(time),
  succeededAt: z.exactOptional(time),
  overdueAnnounced: z.exactOptional(z.boolean()),
});

const FirstForm = z.looseObject({
  incident: z.exactOptional(OldIncident),
  knownBad: z.array(z.object({ executionId: z.string(), since: time })),
  automaticRollbacks: z.array(z.unknown()),
  rollbacks: z._default(z.array(z.unknown()), []),
  freeze: z.exactOptional(
    z.looseObject({
      reason: z.string(),
      since: time,
      changedBy: z.exactOptional(z.string()),
      lifted: z.exactOptional(z.literal(true)),
      released: z.exactOptional(z.literal(true)),
    }),
  ),
  pause: z.optional(z.unknown()),
  probation: z.optional(z.unknown()),
  wakeAt: z.exactOptional(time),
});
type FirstForm = z.infer<typeof FirstForm>;

/** The state of today's form out of a record of the first; what is no such record is handed on as it is, and refused. */
export function fromFirstForm(stored: unknown): unknown {
  const { data } = FirstForm.safeParse(stored);
  if (data === undefined) return stored;
  const { knownBad, automaticRollbacks, rollbacks, freeze, pause, probation, wakeAt, incident } = data;
  const suspect = incident?.plan?.suspect;
  return {
    deployments: [],
    releases: knownBad.map(({ executionId, since }) => ({
      execution:
        suspect?.id === executionId ? suspect : { id: executionId, startedAt: since, type: 'STANDARD', revisions: [] },
      badSince: since,
    })),
    automaticRollbacks,
    rollbacks,
    decided: [],
    postponed: incident === undefined ? [] : postponedOf(incident),
    promised: [],
    ...(incident && { incident: incidentOf(incident) }),
    ...(freeze && { freeze: freezeOf(freeze) }),
    ...(pause !== undefined && { pause }),
    ...(probation !== undefined && { probation }),
    ...(wakeAt !== undefined && { wakeAt }),
  };
}

function freezeOf({ reason, since, changedBy, lifted, released }: NonNullable<FirstForm['freeze']>) {
  const condition = released ? 'released' : lifted ? 'lifted' : 'made';
  return { reason, incident: freezeIncident(reason), since, condition, ...(changedBy !== undefined && { changedBy }) };
}

function incidentOf(incident: NonNullable<FirstForm['incident']>) {
  const { phase, id, openedAt, cause, covers = [], plan, stopping, occupant = '' } = incident;
  const settings = { ...incident.settings, downstream: 'tell' };
  const of = { phase, id, openedAt, settings };
  const plain = plan && { ...plan, suspects: [plan.suspect.id], since: plan.suspect.startedAt, change: '' };
  const causes = (incident.causes ?? [cause, ...covers]).filter((one) => one !== undefined).map(causeOf);
  switch (phase) {
    case 'waiting': {
      const unknown = { id: occupant, startedAt: openedAt, type: 'STANDARD', revisions: [] };
      const ending = stopping ? { ending: { kind: 'stop', execution: occupant } } : {};
      return { ...of, causes, waitsFor: 'deployment', occupant, suspect: unknown, told: [], ...ending };
    }
    case 'claimed': {
      const { claimedAt = openedAt, calledAt = claimedAt, refused = [], answered, refusing, unclear } = incident;
      const doubt = { ...(answered && { answered }), ...(refusing && { refusing }), ...(unclear && { unclear }) };
      return { ...of, causes, plan: plain, claimedAt, calledAt, refused, told: [], ...doubt };
    }
    default: {
      const { rollbackExecutionId, acceptedAt, succeededAt, overdueAnnounced } = incident;
      const accepted = {
        ...of,
        cause: cause && causeOf(cause),
        plan: plain,
        rollbackExecutionId,
        acceptedAt,
        settledBehind: [],
      };
      if (phase === 'verifying') return { ...accepted, succeededAt };
      return { ...accepted, ...(overdueAnnounced && { overdueTold: true }) };
    }
  }
}

/** The alarms that an accepted rollback covers, and that are not written down yet: each is decided at the next look. */
function postponedOf({ phase, acceptedAt, covers = [] }: NonNullable<FirstForm['incident']>) {
  if (phase === 'waiting' || phase === 'claimed') return [];
  const alarms = covers.filter(({ kind }) => kind === 'alarm').map(causeOf);
  return alarms.map((cause) => {
    const since = acceptedAt ?? cause.at;
    return { cause, why: 'unread', since, dueAt: since, until: since + DOUBTED_FOR };
  });
}

/** An alarm that outlasted a rollback is looked at like any other by now: what the first edition noted of it is too little to decide by. */
function causeOf({ outlasted: _, outlastedRollback: __, ...cause }: z.infer<typeof Cause>) {
  return cause;
}
