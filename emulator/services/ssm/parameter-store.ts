import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock, EpochMillis } from '../../account/clock.ts';
import type { DeployedParameter } from '../../account/template/deployed-stack.ts';
import { ServiceError } from '../service.ts';

export interface StoredParameter {
  readonly name: string;
  readonly arn: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly modifiedAt: EpochMillis;
}

/** The parameters of the account, by name. */
export class ParameterStore {
  readonly #parameters = new Map<string, StoredParameter>();
  readonly #identity: AccountIdentity;
  readonly #clock: Clock;

  constructor(identity: AccountIdentity, clock: Clock, deployed: readonly DeployedParameter[]) {
    this.#identity = identity;
    this.#clock = clock;
    for (const parameter of deployed) this.add(parameter);
  }

  add({ name, arn, value }: DeployedParameter): void {
    this.#parameters.set(name, { name, arn, type: 'String', value, version: 1, modifiedAt: this.#clock.now() });
  }

  /** All parameters, in order of their names. */
  get all(): readonly StoredParameter[] {
    return [...this.#parameters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): StoredParameter | undefined {
    return this.#parameters.get(name);
  }

  /** @throws ServiceError ParameterAlreadyExists unless `overwrite`. */
  put(name: string, value: string, { overwrite = false, type = 'String' } = {}): StoredParameter {
    const before = this.#parameters.get(name);
    if (before !== undefined && !overwrite) {
      throw new ServiceError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const stored = {
      name,
      arn: parameterArn(this.#identity, name),
      type: before?.type ?? type,
      value,
      version: (before?.version ?? 0) + 1,
      modifiedAt: this.#clock.now(),
    };
    this.#parameters.set(name, stored);
    return stored;
  }

  /** @throws ServiceError ParameterNotFound */
  delete(name: string): void {
    if (!this.#parameters.delete(name)) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
  }
}

/** `arn:aws:ssm:REGION:ACCOUNT:parameter/NAME`; the slash that a hierarchy begins with is not doubled. */
export function parameterArn({ accountId, region }: AccountIdentity, name: string): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
}
