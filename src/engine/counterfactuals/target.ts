import { message } from '../../catalogue/message.ts';
import { type Goal, largestOf, reached } from '../../counterfactuals/goal.ts';
import { OrielError } from '../../errors.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import type { ChangeTarget } from '../protocol.ts';
import { className } from '../studies/outputs.ts';
import type { StudyState } from '../studies/study.ts';

/** A goal as searches and records know it. */
export interface Target {
  readonly goal: Goal;
  readonly target: Counterfactual['target'];
}

/** From which share on the second of two classes is the answer. */
const HALF = 0.5;

/** The classes that a model tells apart, of one output as well as of several. */
export function classesOf({ study: { outputs }, card }: StudyState): readonly string[] {
  if (outputs.length > 1) return outputs;
  return [card.classes?.[0] ?? className(0), card.classes?.[1] ?? outputs[0]];
}

/**
 * What is wanted of the model, given its K answers to the input. Throws `request-output` for a
 * class or an output that there is not, `request-invalid` where nothing or nonsense is wanted, or
 * the input has it already.
 */
export function targetOf(study: StudyState, answers: Float64Array, to: ChangeTarget | undefined): Target {
  const found = wantedOf(study, answers, to);
  if (!reached(found.goal, answers, 0, answers.length)) return found;
  throw invalid(message('engine.change.already'));
}

/** The same, though the input may have it already. */
export function wantedOf(study: StudyState, answers: Float64Array, to: ChangeTarget | undefined): Target {
  const { outputs } = study.study;
  const { task, threshold } = study.card;
  if (to && !('class' in to)) {
    const { output = outputs.length === 1 || task !== 'regression' ? outputs.at(-1) : undefined, least, most } = to;
    const at = outputs.indexOf(output ?? '');
    if (at < 0) throw new OrielError('request-output', { output: output ?? '', outputs: [...outputs] });
    if ((least === undefined && most === undefined) || !((least ?? -Infinity) <= (most ?? Infinity)))
      throw invalid(message('engine.change.range'));
    return {
      goal: { kind: 'range', output: at, least: least ?? -Infinity, most: most ?? Infinity },
      target: { kind: 'range', output: outputs[at], least: least ?? null, most: most ?? null },
    };
  }
  if (task === 'regression') throw invalid(message('engine.change.noTarget'));
  const classes = classesOf(study);
  const named = to ? classes.indexOf(to.class) : -1;
  if (to && named < 0) throw new OrielError('request-output', { output: to.class, outputs: [...classes] });
  if (classes.length > 2) {
    const from = largestOf(answers, 0, answers.length);
    return {
      goal: { kind: 'class', wanted: to ? named : null, from },
      target: { kind: 'class', class: to?.class ?? null, from: classes[from], threshold: null },
    };
  }
  const share = answers[answers.length - 1];
  // A score that is no share has its line at 0.
  const line = threshold ?? (share >= 0 && share <= 1 ? HALF : 0);
  const from = share >= line ? 1 : 0;
  const other = to ? named : 1 - from;
  return {
    goal: { kind: 'share', output: answers.length - 1, line, over: other === 1 },
    target: { kind: 'class', class: classes[other], from: classes[from], threshold: line },
  };
}

const invalid = (text: ReturnType<typeof message>): OrielError => new OrielError('request-invalid', { text });
