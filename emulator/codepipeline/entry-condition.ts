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
 * Whether an entry condition with the result SKIP lets the execution pass by the stage: it does when one of its rules
 * fails. Only rules VariableCheck on variables of the pipeline are evaluated (UG:rule-reference-VariableCheck); others hold.
 */
export function isSkipped({ beforeEntry }: StageDeclaration, { variables }: Execution): boolean {
  const [condition] = beforeEntry?.conditions ?? [];
  if (condition?.result !== 'SKIP') return false;
  return (condition.rules ?? []).some((rule) => {
    const { data } = VariableCheck.safeParse(rule);
    if (data === undefined) return false;
    const { Variable, Value, Operator } = data.configuration;
    const name = Variable.slice('#{variables.'.length, -1);
    const equal = variables.find((variable) => variable.name === name)?.resolvedValue === Value;
    return equal !== (Operator === 'EQ');
  });
}
