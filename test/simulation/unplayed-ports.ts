import type { Ports, CouldNotRead as Unread } from '../../lambda/ports.ts';

export type UnplayedPorts = Pick<
  Ports,
  'stacks' | 'structures' | 'rules' | 'subscribers' | 'setAside' | 'authors' | 'readiness'
>;

/** The parts of the world that no history has. `CouldNotRead`: of the function that is played. */
export function unplayedPorts(CouldNotRead: typeof Unread): UnplayedPorts {
  return {
    // No stack is deployed while a history plays.
    stacks: { takesAnswers: () => false, answer: async () => undefined },
    // `status` asks for the definition of a pipeline and for the event rules too; here it never gets to know them.
    structures: {
      of: async (pipeline) => {
        throw new CouldNotRead(`the definition of pipeline "${pipeline}"`, 'it is not part of the simulation', false);
      },
    },
    rules: {
      all: async () => {
        throw new CouldNotRead('the event rules', 'they are not part of the simulation', false);
      },
      ofSpoke: async () => {
        throw new CouldNotRead('the rule of a spoke', 'it is not part of the simulation', false);
      },
    },
    // Nobody asks to whom it is told, or to redrive.
    subscribers: { all: async () => [] },
    setAside: { watches: { take: async () => [] }, events: { take: async () => [] } },
    // No event names an author here.
    authors: { note: async () => undefined, of: async () => undefined },
    // What a check found last is remembered by nobody: every check is the first.
    readiness: { last: async () => undefined, save: async () => undefined },
  };
}
