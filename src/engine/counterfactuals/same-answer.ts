import { message } from '../../catalogue/message.ts';
import { reached } from '../../counterfactuals/goal.ts';
import { OrielError } from '../../errors.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import type { ChangeTarget } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { type Target, targetOf, wantedOf } from './target.ts';
import { oneHotGroups } from './together.ts';

/**
 * What counts as the same answer as the present one: its class, or a range that it is in. Throws
 * `request-invalid` for a range that it is not in, and for a number where no range is given.
 */
export function sameAnswer(study: TabularStudy, answers: Float64Array, range: ChangeTarget | undefined): Target {
  if (range) {
    const found = wantedOf(study, answers, range);
    if (reached(found.goal, answers, 0, answers.length)) return found;
    throw new OrielError('request-invalid', { text: message('engine.rule.notIn') });
  }
  const { goal, target } = targetOf(study, answers, undefined);
  const stays = (other: Counterfactual['target']): Counterfactual['target'] =>
    other.kind === 'class' ? { ...other, class: other.from } : other;
  if (goal.kind === 'class') return { goal: { ...goal, wanted: goal.from }, target: stays(target) };
  if (goal.kind === 'share') return { goal: { ...goal, over: !goal.over }, target: stays(target) };
  return { goal, target };
}

/** Columns by what they are columns of: those of which each stands for a level are one. */
export function thingsOf(study: TabularStudy): (readonly number[])[] {
  const groups = oneHotGroups(study).map(({ columns }) => columns);
  const grouped = new Set(groups.flat());
  const alone = study.study.columns.map((_, at) => [at]).filter(([at]) => !grouped.has(at));
  return [...groups, ...alone].sort(([a], [b]) => a - b);
}
