import type { Language } from '../catalogue/language.ts';
import { looksLikeProbability, type View, viewOf } from '../charts/view.ts';
import { nothingLearnt } from '../charts/wording.ts';
import type { Card } from '../data/card.ts';
import type { CardWords } from '../data/card-words.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import type { PartsCounterfactual } from '../records/parts-counterfactual.ts';
import type { Reasons } from '../records/reasons.ts';
import type { Explanation } from '../records/record.ts';
import { amountText } from '../wording/answer-sentence.ts';
import { classText } from '../wording/class-words.ts';
import { type ClassChoice, classChoices } from '../wording/classes.ts';
import type { ChangeWords } from '../wording/counterfactual-words.ts';
import { displayRecord, markedWords } from '../wording/display.ts';
import { wordsForChanges } from '../wording/words-for-changes.ts';
import type { About } from './about.ts';

/** One record of a report with all that is said of it. */
export interface Subject {
  readonly record: Explanation;
  /** Its number in the report, from 1, and how many there are. */
  readonly number: number;
  readonly count: number;
  readonly about: About;
  readonly language: Language;
  /** The report's own; of a record without one, what the record says of it. */
  readonly card: Card;
  readonly words: CardWords & ChangeWords;
  /** The class that the model's answer comes down to, or its only output. */
  readonly choice: ClassChoice;
  /** Where its output stands in the record. */
  readonly output: number;
  /** What the class is called; of a number, what it is a number of. */
  readonly label: string;
  /** The answer as a number alone: "71 %". */
  readonly amount: string;
  /** Whether what speaks for the answer raises the output that is shown. */
  readonly raising: boolean;
  readonly view: View;
  /** The same as it is shown to the person: compared as the reasons are. */
  readonly shownView: View;
  readonly probability: boolean;
  readonly reasons: Reasons | null;
  readonly changes: readonly (Counterfactual | PartsCounterfactual)[];
}

/** From which share on the second of two classes is the answer, where a card names no line. */
const HALF = 0.5;

export function subjectOf(
  record: Explanation,
  place: { readonly number: number; readonly count: number },
  about: About,
  language: Language,
): Subject {
  const card = about.card ?? cardOf(record, language);
  const choice = decidedBy(record, card);
  const output = Math.max(0, record.outputs.indexOf(choice.output));
  const label = classText(card, choice.label, language);
  const presentation = {
    output,
    flip: choice.flip,
    label,
    units: card.task === 'regression' ? ('value' as const) : null,
  };
  const view = viewOf(displayRecord(record, card, language), presentation, Infinity, language);
  const isSame = (other: { readonly sha256: string }, model: { readonly sha256: string }): boolean =>
    other.sha256 === record.input.sha256 && model.sha256 === record.model.sha256;
  /** Of two outputs, reasons explain the second. */
  const compared = ({ explanation: { outputs } }: Reasons) => ({
    ...presentation,
    output: 0,
    label: outputs[0] === choice.output ? label : classText(card, outputs[0], language),
  });
  const reasons = about.reasons.find(({ explanation: { input, model } }) => isSame(input, model)) ?? null;
  const raising = card.task !== 'regression' || record.prediction[output] >= record.base[output];
  return {
    record,
    ...place,
    about,
    language,
    card,
    words: {
      ...markedWords(card, language),
      ...wordsForChanges({ card }, language),
      amount: (name, value) => amountText(card, { label: name, output: name, index: 0, flip: false }, value, language),
    },
    choice,
    output,
    label,
    amount: amountText(card, choice, record.modelOutput[output], language),
    raising,
    view,
    shownView: reasons
      ? viewOf(displayRecord(reasons.explanation, card, language), compared(reasons), Infinity, language)
      : view,
    probability: card.task !== 'regression' && looksLikeProbability(record),
    reasons,
    changes: about.counterfactuals.filter(({ input, model }) => isSame(input, model)),
  };
}

/** Whether there is anything to be said of what counted. */
export const isSilent = ({ record }: Pick<Subject, 'record'>): boolean => nothingLearnt(record) !== null;

/** Whether what was explained was taken out of the record. */
export const isRemoved = ({ input }: Explanation): boolean =>
  (input.kind === 'tabular' ? input.values : input.kind === 'text' ? input.text : input.picture) === null;

/** What a record says of its model, as a card. */
function cardOf(record: Explanation, language: Language): Card {
  const { model, input, outputs } = record;
  const card = { schema: 'oriel.card/1', name: model.name } as const;
  const given: Card['input'] =
    input.kind === 'image'
      ? {
          ...{ kind: 'image', layout: 'NCHW', size: [input.height, input.width], channels: 'RGB' },
          ...{ scale: [], offset: [], crop: 'centre' },
        }
      : { kind: input.kind };
  if (!looksLikeProbability(record)) return { ...card, task: 'regression', input: given };
  if (outputs.length > 1) return { ...card, task: 'multiclass', classes: outputs, input: given };
  const [name] = outputs;
  return { ...card, task: 'binary', classes: [language.say('chart.not', { name }), name], input: given };
}

/** The class that an answer comes down to: of two by the card's line, of several the likeliest. */
function decidedBy(record: Explanation, card: Card): ClassChoice {
  const { outputs, modelOutput } = record;
  const choices = classChoices({ card, outputs });
  if (card.task === 'regression') return choices[0];
  if (card.task === 'binary' && choices.length === 2) {
    const last = modelOutput[outputs.length - 1];
    const line = card.threshold ?? (last >= 0 && last <= 1 ? HALF : 0);
    return choices[last >= line ? 1 : 0];
  }
  return choices[modelOutput.indexOf(Math.max(...modelOutput))] ?? choices[0];
}
