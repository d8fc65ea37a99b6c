import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

/*
 * Every time constant of the controller, with its reason. What a user may set is in the guard's policy instead.
 */

/** Clocks of two invocations, and of CodePipeline and the function, may differ by this much. */
export const SKEW = 5 * SECOND;
/** No Lambda function runs longer than 15 minutes, and a lease is little longer than an invocation: one that ends later is none. */
export const LONGEST_LEASE = 30 * MINUTE;
/** CloudWatch and EventBridge may round the same moment differently. */
export const ROUNDING = SECOND;

/** CodePipeline promises no time in which a rollback, a deployment or a transition shows (facts, section 8): so long nothing is concluded from not seeing it. */
export const SHOWS_WITHIN = 30 * SECOND;
/** The same where something else is in the stage by now: a rollback may have come and gone before it is listed. */
export const LISTED_WITHIN = 2 * MINUTE;
/** How long it is waited for what cannot be read, or is not listed, before that is told. */
export const DOUBTED_FOR = 5 * MINUTE;
/** The first pause before something unreadable is read again; doubled up to a minute. */
export const READ_AGAIN_AFTER = 5 * SECOND;

/** A RollbackStage that CodePipeline does not take for now is asked for again so soon, and so long until people are told. */
export const CALL_AGAIN_AFTER = 3 * SECOND;
export const CALL_AGAIN_FOR = 15 * MINUTE;
/** When it is looked whether a refusal was due to a deployment that did not show yet. */
export const REVIEW_AFTER = SHOWS_WITHIN + SECOND;
/** A freeze, a stop or a rejection that AWS does not take for now is tried again so long, until people are told. */
export const CHANGE_AGAIN_FOR = 2 * MINUTE;
export const CHANGE_AGAIN_AFTER = 15 * SECOND;
/** How long our own freeze may keep a rollback out before people are told. */
export const KEPT_OUT_FOR = 2 * MINUTE;

/** How often what is open is looked at where no event comes: at first, and at most; in between, a quarter of the time that it has been open. */
export const LOOK_FIRST = MINUTE;
export const LOOK_AT_MOST = 5 * MINUTE;
/** SQS delays by no more. A message that were sent on beyond it could not be told from those that earlier events left for the same time. */
export const WAKE_AT_LAST = 15 * MINUTE;
/** A message that says that it is due further ahead is looked at now: it would be sent on for as long as somebody likes. */
export const LONGEST_AHEAD = 8 * DAY;
/** A wake-up that is so much later than its time was lost: any trigger may take the incident up. */
export const WAKE_LOST_AFTER = 2 * MINUTE;
/** A wake-up between two triggers that is so late at a check was lost for good. */
export const FORGOTTEN_AFTER = 15 * MINUTE;

/** Beyond an alarm's own window: CloudWatch evaluates about once a minute, metrics arrive a minute or two late, traffic needs time to meet a defect. */
export const PROOF_SLACK = 10 * MINUTE;
/** How long after the window of an alarm CloudWatch may still show it on, because metrics arrive late. */
export const EVALUATION_DELAY = 2 * MINUTE;
/** Children of a composite alarm that changed within this time of each other triggered it together. */
export const TOGETHER = MINUTE;
/** Two actions of one attempt follow each other within seconds; after a longer rest the stage was retried. */
export const RETRIED_AFTER = MINUTE;

/** The most that a muted alarm, or one whose veto stands, is kept for another look. */
export const POSTPONED_FOR = DAY;
/** How often it is looked whether a veto has gone: alarms that go off send us no event. */
export const VETO_LOOK_EVERY = MINUTE;
/** The same hold of an alarm about the same deployment is told again so much later: an alarm may flap for days. */
export const TOLD_AGAIN_AFTER = HOUR;
/** An alarm that goes on again within this time, and blames nobody, goes on and off by itself. */
export const RESTLESS_WITHIN = 30 * MINUTE;
/** How long another stage gets to begin with a rollback of its own for the same trouble, also where its function died once and is tried again. */
export const RIVAL_BEGINS_WITHIN = 2 * MINUTE;

/** How often alarms of other accounts and regions are looked at while a release bakes, and how long their event is waited for first: it tells of mutes. */
export const LOOK_ELSEWHERE_EVERY = MINUTE;
export const FORWARDED_WITHIN = 15 * SECOND;

/** After this long behind its bake time without a clear answer, probation ends and people are told. */
export const PROBATION_FOR = DAY;
export const PROBATION_LOOK_EVERY = 5 * MINUTE;
/** Alarms that cannot be read for a moment are tried again so long after the recovery time. */
export const VERDICT_WAITS = 3 * MINUTE;

/** CodePipeline keeps executions for 12 months (UG:limits): what is older can be no target. */
export const REMEMBERED_FOR = 400 * DAY;
