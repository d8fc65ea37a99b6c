/** A Tuesday morning, as in the stories: what is played does not depend on the hour at which somebody plays it. */
export const MORNING = Date.parse('2026-03-03T09:00:00.000Z');
