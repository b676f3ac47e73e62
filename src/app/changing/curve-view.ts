import type { Language } from '../../catalogue/language.ts';
import { formatter, percent } from '../../charts/format.ts';
import type { AnswerCurve } from '../../charts/kinds/answer-curve.ts';
import type { Counterfactual } from '../../library/index.ts';
import { amountText } from '../../wording/answer-sentence.ts';
import { classText } from '../../wording/class-words.ts';
import { type ClassChoice, shownClass } from '../../wording/classes.ts';
import { labelOf, nameAndUnit, valueText } from '../../wording/value-words.ts';
import type { AppState } from '../state.ts';
import type { AnswersAlong } from './changing-state.ts';

type State = Pick<AppState, 'chosenClass' | 'language'>;

/** From which share on the second of two classes is the answer, where the card says nothing. */
const HALF = 0.5;

/** What is drawn of the answers along a column: those of the class on show. */
export function curveView(along: AnswersAlong, target: Counterfactual['target'] | null, state: State): AnswerCurve {
  const { study, column, cells, answers, own } = along;
  const { language } = state;
  const { card } = study;
  const { name, levels } = study.columns[column];
  const choice = shownClass(study, state.chosenClass, answers[Math.max(0, own)] ?? null, study.outputs);
  const values = answers.map((answer) => (choice.flip ? 1 - answer[choice.index] : answer[choice.index]));
  const shares = card.task !== 'regression' && values.every((value) => value >= 0 && value <= 1);
  const points = cells.map((cell, at) => ({
    at: typeof cell === 'number' ? cell : null,
    name: valueText(card, { name, cell }, language),
    answer: values[at],
    amount: amountText(card, choice, answers[at][choice.index], language),
  }));
  const ofColumn = nameAndUnit(card, name, language);
  const unit = levels ? null : ofColumn.unit;
  const ofAnswer = answerOf(along, choice, language);
  const scale = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
  return {
    kind: levels ? 'levels' : 'numbers',
    points,
    own,
    line: lineOf(target, { along, choice, shares }, language),
    shares,
    names: {
      column: unit ? language.say('page.changing.curve.axis', { name: ofColumn.name, unit }) : ofColumn.name,
      answer: ofAnswer,
    },
    tick: formatter(shares ? 'probability' : 'value', scale, null, language).tick,
    summary: summaryOf(points, own, { column: labelOf(card, name, language), answer: ofAnswer }, language),
    language,
  };
}

function answerOf({ study }: AnswersAlong, choice: ClassChoice, language: Language): string {
  const { card } = study;
  if (card.task !== 'regression') return classText(card, choice.label, language);
  if (!card.target) return choice.label;
  const { name, unit } = nameAndUnit(card, card.target, language);
  return unit ? language.say('page.changing.curve.axis', { name, unit }) : name;
}

interface Drawn {
  readonly along: AnswersAlong;
  readonly choice: ClassChoice;
  readonly shares: boolean;
}

/** The line between the answers: of two classes, or the nearer end of what is looked for. */
function lineOf(
  target: Counterfactual['target'] | null,
  { along: { study, answers, own }, choice, shares }: Drawn,
  language: Language,
): AnswerCurve['line'] {
  const { card, outputs } = study;
  if (target?.kind === 'range' && target.output === choice.output) {
    const now = answers[Math.max(0, own)]?.[choice.index] ?? 0;
    const end = [target.least, target.most].find(
      (one) => one !== null && (one === target.least ? now < one : now > one),
    );
    const shown = end ?? target.least ?? target.most;
    if (shown === null) return null;
    const at = choice.flip ? 1 - shown : shown;
    return {
      at,
      name: language.say('page.changing.curve.wanted', { amount: amountText(card, choice, shown, language) }),
    };
  }
  const isOfTwo = card.task === 'binary' && (outputs.length === 1 || outputs.length === 2);
  if (!isOfTwo || !shares) return null;
  const second = card.threshold ?? HALF;
  const isSecond = outputs.length === 1 ? !choice.flip : choice.index === 1;
  const at = isSecond ? second : 1 - second;
  return { at, name: language.say('page.changing.curve.line', { percent: percent(at, 0, language) }) };
}

function summaryOf(
  points: AnswerCurve['points'],
  own: number,
  names: { readonly column: string; readonly answer: string },
  language: Language,
): string {
  if (points.length === 0) return language.say('page.changing.curve.nothing', { column: names.column });
  const sorted = [...points].sort((a, b) => a.answer - b.answer);
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  return language.say('page.changing.curve.summary', {
    ...names,
    ...{ low: low.amount, lowAt: low.name, high: high.amount, highAt: high.name },
    now: own < 0 ? null : points[own].amount,
  });
}
