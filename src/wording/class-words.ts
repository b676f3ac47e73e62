import type { Language } from '../catalogue/language.ts';
import type { Card } from '../data/card.ts';
import { cardWords } from '../data/card-words.ts';
import { grammarOf } from './grammar.ts';
import { nameAndUnit } from './value-words.ts';

/**
 * What a class is called in a sentence. A bare number or answer says nothing alone: "class 1 of
 * readmitted", "“yes” for readmitted".
 */
export function classText(card: Card, name: string, language: Language): string {
  const word = cardWords(card, language.tag).class(name);
  const number = word.match(/^(?:class )?(-?\d+(?:\.\d+)?)$/)?.[1];
  const target = card.target ? grammarOf(language).label(nameAndUnit(card, card.target, language).name) : null;
  if (number !== undefined) return language.say('page.sentence.numbered', { number, target });
  if (target !== null && /^(yes|no|true|false|y|n|ja|nein)$/i.test(word))
    return language.say('page.sentence.answered', { word, target });
  return word;
}
