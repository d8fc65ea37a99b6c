import { type Subject, SUBJECT as WHOLE } from './subject.ts';

/** The function without `RecursiveLoop: Allow`, for a crew to play: what a worker plays is a module. */
export const SUBJECT: Subject = { ...WHOLE, recursiveLoop: 'Terminate' };
