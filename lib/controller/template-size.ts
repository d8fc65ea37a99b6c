import { statSync } from 'node:fs';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { ConfigurationError } from '../configuration-error.ts';

/** CloudFormation takes a template of at most 1 MB from a bucket; counted here in the smaller megabyte. */
const MAX_BYTES = 1_000_000;

/** Throws when a template that was written is larger than CloudFormation takes: only then is its size known. */
export function checkTemplateSize(assembly: CloudAssembly): void {
  for (const { stackName, templateFullPath } of assembly.stacks) {
    const bytes = statSync(templateFullPath).size;
    if (bytes > MAX_BYTES) {
      throw new ConfigurationError(
        `the template of stack ${stackName} has ${bytes} bytes, but CloudFormation takes ${MAX_BYTES}: name fewer alarms per guard by putting a composite alarm over them, or move guards to a second stack (another guards file and -c stackName=NAME)`,
      );
    }
  }
}
