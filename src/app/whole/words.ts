import type { Language } from '../../catalogue/language.ts';
import { conditionName, groupName } from '../../charts/whole/names.ts';
import { numbersOf, plainNumber } from '../../charts/whole/numbers.ts';
import { cardWords } from '../../data/card-words.ts';
import type { Inspection, Study } from '../../library/index.ts';
import { classText } from '../../wording/class-words.ts';
import { markedLabel } from '../../wording/display.ts';
import { formatPercent } from '../../wording/format.ts';
import { labelOf, levelText } from '../../wording/value-words.ts';
import type { JudgedRows } from './judged-rows.ts';
import { WORST } from './place.ts';
import { type Marked, partsOn } from './rows-of-mark.ts';

/** What columns, levels and classes of a study are called; columns that it protects are marked. */
export const namesOf = ({ card }: Study, language: Language) => ({
  label: (column: string) => markedLabel(card, [column], labelOf(card, column, language), language),
  plain: (column: string) => labelOf(card, column, language),
  level: (column: string, level: string) => levelText(card, column, level, language),
  class: (name: string) => classText(card, name, language),
});

/** A class by its place. */
export const className = (study: Study, { classes }: Inspection, at: number, language: Language): string =>
  classText(study.card, classes?.[at] ?? String(at), language);

interface Said {
  readonly study: Study;
  /** As it is on show. */
  readonly inspection: Inspection;
  /** Of all rows. */
  readonly whole: Inspection;
  readonly language: Language;
}

/** What the rows of a mark have in common, as a heading; null where the mark stands for none. */
export function markText(mark: Marked, { study, inspection, whole, language }: Said): string | null {
  const { say } = language;
  const words = namesOf(study, language);
  const column = (name: string): string => words.plain(name);
  const known = (at: number): string => className(study, inspection, at, language);
  if (mark === WORST) return say('page.whole.mark.worst');
  switch (mark.kind) {
    case 'threshold':
      return say('page.whole.mark.threshold', {
        class: words.class(mark.class),
        share: formatPercent(mark.threshold, language),
      });
    case 'scores': {
      const [from, to] = [formatPercent(mark.from, language), formatPercent(mark.to, language)];
      return say('page.whole.mark.scores', { class: words.class(mark.class), from, to });
    }
    case 'confusion':
      return say('page.whole.mark.confusion', { known: known(mark.truth), answer: known(mark.answer) });
    case 'top':
      return say('page.whole.mark.top', {
        class: words.class(mark.class),
        share: formatPercent(mark.share, language),
      });
    case 'answers':
      return say('page.whole.mark.answers', {
        from: plainNumber(mark.from, language),
        to: plainNumber(mark.to, language),
      });
    case 'column':
      return say('page.whole.mark.column', { column: column(mark.column) });
    case 'leader':
      return say('page.whole.mark.leader', { column: column(mark.column) });
    case 'pair':
      return say('page.whole.mark.pair', { first: column(mark.columns[0]), second: column(mark.columns[1]) });
    case 'group':
    case 'carrier': {
      const group = inspection.fairness?.[mark.division]?.groups[mark.group];
      return group ? say('page.whole.mark.group', { group: groupName(group, { language, words }) }) : null;
    }
    case 'grid': {
      const curve = whole.curves?.find((one) => one.column === mark.column);
      const value = curve?.grid[mark.at];
      if (!curve || value === undefined) return null;
      const level = curve.levels?.[mark.at];
      const written = level === undefined ? plainNumber(value, language) : words.level(mark.column, level);
      return say('page.whole.mark.grid', { column: column(mark.column), value: written, level: level !== undefined });
    }
    case 'cell': {
      const [from, to] = [mark.from, mark.to].map((ends) => ends.map((end) => plainNumber(end, language)));
      const between = mark.columns.map((name, of) =>
        say('chart.whole.between', { column: column(name), from: from[of], to: to[of] }),
      );
      return between.join(', ');
    }
    case 'part': {
      const parts = partsOn(inspection.errors, mark.path);
      if (!parts) return null;
      const texts = parts.flatMap(({ condition }) =>
        condition ? [conditionName(condition, { language, words })] : [],
      );
      return texts.length === 0 ? say('page.whole.mark.all') : texts.join(', ');
    }
    case 'row':
      return say('page.whole.mark.row', { row: mark.row });
  }
}

/** What is said of one row: the answer, what is right, and how far that is off. */
export interface RowWords {
  readonly answer: string;
  readonly known: string;
  readonly off: string;
}

export function rowWords(
  place: number,
  judged: JudgedRows,
  { study, inspection, language }: Pick<Said, 'study' | 'inspection' | 'language'>,
): RowWords {
  const { all, decided, own, scores, errors } = judged;
  const truth = all.truth[place];
  const isKnown = !Number.isNaN(truth);
  const unknown = language.say('page.whole.rows.unknown');
  if (!decided || own === null) {
    const write = numbersOf(scores[place], language);
    return {
      answer: write(scores[place]),
      known: isKnown ? write(truth) : unknown,
      off: isKnown ? write(errors[place]) : '',
    };
  }
  const name = className(study, inspection, decided[place], language);
  const share = shareOf(decided[place], place, judged);
  return {
    answer:
      share === null ? name : language.say('page.whole.rows.answer', { name, share: formatPercent(share, language) }),
    known: isKnown ? className(study, inspection, truth, language) : unknown,
    off: Number.isNaN(errors[place]) ? '' : formatPercent(errors[place], language),
  };
}

/** The share of the class that is decided; null where it is not at hand. */
function shareOf(at: number, place: number, { all, own, scores, comparable }: JudgedRows): number | null {
  if (!comparable) return null;
  if (at === own) return scores[place];
  const width = all.answers.length / all.rows.length;
  return width > 2 ? all.answers[place * width + at] : 1 - scores[place];
}

export const modelName = ({ card }: Study, { tag }: Language): string => cardWords(card, tag).name;
