import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The folders of the test files that take longest, as processes are started in them. */
const LONG = ['/test/scenarios/', '/test/simulation/', '/test/gameday/', '/test/bin/'];

/** Begins with what takes longest, so that at the end no worker waits for another. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const folder = LONG.findIndex((one) => moduleId.includes(one));
      return folder === -1 ? LONG.length : folder;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
