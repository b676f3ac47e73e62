import type { Language } from '../catalogue/language.ts';
import type { Study } from '../library/index.ts';
import { amountText, isProtected, predictionText } from './answer-sentence.ts';
import { classText } from './class-words.ts';
import type { ChangeWords } from './counterfactual-words.ts';
import { grammarOf } from './grammar.ts';
import { levelInSentence, nameAndUnit } from './value-words.ts';

/** What a card calls things that change: within a sentence, or each by itself. */
export function wordsForChanges(
  { card }: Pick<Study, 'card'>,
  language: Language,
  place: 'sentence' | 'alone' = 'sentence',
): ChangeWords {
  const grammar = grammarOf(language);
  return {
    label(column) {
      const { name } = nameAndUnit(card, column, language);
      return place === 'sentence' ? grammar.label(name) : name;
    },
    isProtected: (column) => isProtected(card, [column]),
    unit: (column) => nameAndUnit(card, column, language).unit ?? undefined,
    level: (column, level) => levelInSentence(card, column, level, language),
    class: (name) => classText(card, name, language),
    amount(output, value) {
      const choice = { label: output, output, index: 0, flip: false };
      const say = card.task === 'regression' ? amountText : predictionText;
      return say(card, choice, value, language);
    },
  };
}
