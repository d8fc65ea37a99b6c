import type {
  ActionCourse,
  ActionExecution,
  CourseOf,
  Execution,
} from '../../emulator/services/codepipeline/execution.ts';
import type { Account, DeciderKind } from './decider.ts';
import type { Dice } from './dice.ts';
import { MIX } from './mix.ts';
import { MINUTE } from './plan.ts';
import type { ReleaseBook } from './release-book.ts';
import type { Setting } from './setting.ts';

export interface ActionCoursesOptions {
  readonly account: Account;
  readonly dice: Dice;
  readonly setting: Setting;
  readonly book: ReleaseBook;
  readonly native: DeciderKind['native'];
}

const SOURCE: ActionCourse = { millis: 20_000, result: () => 'Succeeded' };

/** How the actions of the pipeline go: the same for a release and a try, whoever decides. */
export function actionCourses({ account, dice, setting, book, native }: ActionCoursesOptions): CourseOf {
  return (execution, action) => {
    const { stageName, declaration } = action;
    const { category } = declaration.actionTypeId;
    if (native?.rule === declaration.name) return native.courseOf(account, execution, action);
    if (category === 'Source') return SOURCE;
    const number = book.of(execution.id)?.number ?? 0;
    const name = ['course', execution.type, number, stageName, declaration.name, triesOf(execution, action)];
    const fails = dice.percent(failsPercent(execution, category), ...name, 'fails');
    const shape = setting.stages
      .find((stage) => stage.name === stageName)
      ?.actions.find((one) => one.name === declaration.name);
    return {
      millis: ((shape?.minutes ?? 1) * MINUTE * dice.in([80, 120], ...name)) / 100,
      result: () => (fails ? 'Failed' : 'Succeeded'),
    };
  };
}

function triesOf({ actions }: Readonly<Execution>, { stageName, declaration }: Readonly<ActionExecution>): number {
  return actions.filter((other) => other.stageName === stageName && other.declaration.name === declaration.name).length;
}

function failsPercent({ type }: Readonly<Execution>, category: string): number {
  const { rollbackFailsPercent, testFailsPercent, actionFailsPercent } = MIX.releases;
  if (type === 'ROLLBACK') return rollbackFailsPercent;
  return category === 'Test' ? testFailsPercent : actionFailsPercent;
}
