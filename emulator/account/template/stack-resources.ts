import * as z from 'zod';
import type { Intrinsics } from './intrinsics.ts';
import type { Template } from './template.ts';
import { templateError } from './template-error.ts';

/** A resource of a type that was asked for, parsed. */
export interface StackResource<Properties> {
  readonly logicalId: string;
  readonly properties: Properties;
}

const CustomResource = z.object({ ServiceToken: z.string() });

/** The resources that a deployment of a template would create, by type. */
export class StackResources {
  readonly #template: Template;
  readonly intrinsics: Intrinsics;

  constructor(template: Template, intrinsics: Intrinsics) {
    this.#template = template;
    this.intrinsics = intrinsics;
  }

  /** Resolves and parses every resource of `type` whose condition holds. */
  ofType<Properties>(type: string, schema: z.ZodType<Properties>): StackResource<Properties>[] {
    return this.#parsed((candidate) => candidate === type, schema);
  }

  /** Which function makes each call of an SDK at deployment (`Custom::AWS`). */
  get sdkCalls(): StackResource<z.infer<typeof CustomResource>>[] {
    return this.#parsed((type) => type === 'Custom::AWS', CustomResource, ['ServiceToken']);
  }

  #parsed<Properties>(
    wanted: (type: string) => boolean,
    schema: z.ZodType<Properties>,
    only?: readonly string[],
  ): StackResource<Properties>[] {
    return Object.entries(this.#template.Resources)
      .filter(([logicalId, { Type, Condition }]) => {
        return wanted(Type) && this.intrinsics.holds(Condition, ['Resources', logicalId, 'Condition']);
      })
      .map(([logicalId, { Type, Properties }]) => {
        const path = ['Resources', logicalId, 'Properties'];
        const read = Object.entries(Properties).filter(([name]) => only?.includes(name) ?? true);
        const parsed = schema.safeParse(this.intrinsics.resolve(Object.fromEntries(read), path));
        if (!parsed.success) {
          throw templateError(path, `the local account cannot read this ${Type}: ${z.prettifyError(parsed.error)}`);
        }
        return { logicalId, properties: parsed.data };
      });
  }
}

/** A number, or the text of one, as templates may write it. */
export const TemplateNumber = z.coerce.number();

/** A boolean, or the text of one. */
export const TemplateBoolean = z.union([z.boolean(), z.stringbool()]);
