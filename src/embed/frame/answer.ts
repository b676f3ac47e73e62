import { looksLikeProbability } from '../../charts/view.ts';
import { answerSentence, headline, type Piece } from '../../wording/answer-sentence.ts';
import { type ClassChoice, placeInRecord, shownClass } from '../../wording/classes.ts';
import { type Trust, trustOf } from '../../wording/trust-words.ts';
import type { FrameState, Shown } from './state.ts';

/** Which output of a record is drawn, and as which class. */
export interface Drawn {
  readonly choice: ClassChoice;
  readonly output: number;
  readonly label: string;
  readonly flip: boolean;
}

/** The class asked about; where the record does not hold it, its likeliest output. */
export function drawnOf({ record, about, chosen }: Shown): Drawn {
  const choice = shownClass(about, chosen, record.modelOutput, record.outputs);
  const place = placeInRecord(record, choice);
  if (place >= 0) return { choice, output: place, label: choice.label, flip: choice.flip };
  const output = record.modelOutput.indexOf(Math.max(...record.modelOutput));
  const name = record.outputs[output];
  return { choice: { label: name, output: name, index: output, flip: false }, output, label: name, flip: false };
}

/** The answer as a sentence; empty where there is none. */
export function sentenceOf(
  state: Pick<FrameState, 'shown' | 'stale' | 'prediction' | 'about' | 'chosen' | 'language' | 'status'>,
): {
  readonly pieces: readonly Piece[];
  /** Whether it is an earlier one. */
  readonly stale: boolean;
} {
  const { shown, stale, prediction, about, chosen, language, status } = state;
  const explained = (one: Shown) => answerSentence(one.record, one.about.card, drawnOf(one).choice, language);
  if (shown && !stale) return { pieces: explained(shown), stale: false };
  if (about && prediction && status === 'explaining') {
    const choice = shownClass(about, chosen, prediction.values, prediction.outputs);
    const working: Piece = { text: ` ${language.say('page.sentence.working')}`, tone: 'plain' };
    return {
      pieces: [...headline(about.card, choice, prediction.values[choice.index], language), working],
      stale: false,
    };
  }
  return { pieces: shown ? explained(shown) : [], stale: true };
}

/** How sure the explanation on show is. */
export function sureOf(shown: Shown, language: FrameState['language']): Trust {
  const { record, about } = shown;
  const probability = about.card.task !== 'regression' && looksLikeProbability(record);
  return trustOf({ record, output: drawnOf(shown).output, probability }, language);
}
