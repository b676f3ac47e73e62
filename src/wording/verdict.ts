import type { Language } from '../catalogue/language.ts';
import type { Card } from '../data/card.ts';
import { classText } from './class-words.ts';
import type { ClassChoice } from './classes.ts';
import { formatPercent } from './format.ts';

/** What a card's line makes of the share of the class on show. */
export interface Verdict {
  readonly side: 'over' | 'under' | 'on';
  /** The line for the class on show: for the other class of two, the rest to 1. */
  readonly line: number;
  /** The class that is decided. */
  readonly decided: string;
}

/**
 * What follows from a share of the class on show; null where the card names no line, or where there
 * is none to name.
 */
export function verdictOf(card: Card, choice: ClassChoice, share: number): Verdict | null {
  const { threshold, classes, task } = card;
  if (threshold === undefined || task !== 'binary' || classes?.length !== 2 || !(share >= 0 && share <= 1)) return null;
  const [negative, positive] = classes;
  const asked = choice.label === positive;
  const line = asked ? threshold : 1 - threshold;
  const reached = asked ? share >= line : share <= line;
  return {
    side: share === line ? 'on' : share > line ? 'over' : 'under',
    line,
    decided: reached ? positive : negative,
  };
}

/** "under the 50 % line, so good risk". */
export const verdictText = (card: Card, { side, line, decided }: Verdict, language: Language): string =>
  language.say('page.sentence.verdict', {
    side,
    line: formatPercent(line, language),
    decided: classText(card, decided, language),
  });
