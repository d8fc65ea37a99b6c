import * as z from 'zod';
import type { StageDeclaration } from './declaration.ts';
import type { Execution } from './execution.ts';

const VariableCheck = z.object({
  ruleTypeId: z.object({ provider: z.literal('VariableCheck') }),
  configuration: z.object({
    Variable: z.string().regex(/^#\{variables\.[^}]+\}$/),
    Value: z.string(),
    Operator: z.enum(['EQ', 'NE']),
  }),
});

/**
 * Whether the rules of a stage's entry condition let the execution in. Only rules VariableCheck on variables of the pipeline are
 * evaluated (UG:rule-reference-VariableCheck); others hold.
 */
export function rulesHold({ beforeEntry }: StageDeclaration, { variables }: Execution): boolean {
  return (beforeEntry?.conditions[0]?.rules ?? []).every((rule) => {
    const { data } = VariableCheck.safeParse(rule);
    if (data === undefined) return true;
    const { Variable, Value, Operator } = data.configuration;
    const name = Variable.slice('#{variables.'.length, -1);
    const equal = variables.find((variable) => variable.name === name)?.resolvedValue === Value;
    return equal === (Operator === 'EQ');
  });
}
