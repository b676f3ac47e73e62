import type { Card } from '../../data/card.ts';
import type { Explanation } from '../../records/record.ts';
import { pageWords } from '../../words/en.ts';
import type { ClassChoice } from './classes.ts';
import { formatNumber, formatPercent } from './format.ts';
import { labelOf, reasonText, unitOf } from './value-words.ts';

/**
 * A piece of the answer. Reasons carry the way they push, so that they can be drawn in its colour.
 */
export interface Piece {
  readonly text: string;
  readonly tone: 'plain' | 'headline' | 'toward' | 'away';
}

const words = pageWords.sentence;

/** At most this many reasons are named. */
const mostReasons = 3;
/** A reason weaker than this part of the strongest one is not worth a sentence. */
const worthNaming = 0.3;
/** Below this part of all that pushes, even the strongest reason does not stand out. */
const standsOut = 0.1;
/** A value is told from 0 when it is this many standard errors away. */
const tellApart = 2;

const piece = (text: string, tone: Piece['tone'] = 'plain'): Piece => ({ text, tone });

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The prediction for the class on show: "71 % good risk", or a number for a regression. */
export function predictionText(card: Card, choice: ClassChoice, value: number): string {
  const shown = choice.flip ? 1 - value : value;
  if (card.task === 'regression') {
    const unit = card.target ? unitOf(card, card.target) : undefined;
    return words.regression(
      capital(card.target ? labelOf(card, card.target) : choice.label),
      unit ? `${formatNumber(shown)} ${unit}` : formatNumber(shown),
    );
  }
  // A model may answer with scores that are no probabilities.
  if (shown < 0 || shown > 1) return words.score(choice.label, formatNumber(shown));
  return words.probability(formatPercent(shown), choice.label);
}

interface Reason {
  readonly player: number;
  readonly value: number;
}

/** Letters of a quotation at most. */
const LONGEST_QUOTE = 48;
/**
 * Samples a player at which values by parts are told apart: every branch was forked at least once.
 */
const FORKED = 4;
/**
 * Values by parts come from no draw: before all is forked they have no errors, and still are what
 * the parts say.
 */
const shared = ({ explainer }: Explanation): boolean => explainer.name === 'partition-shap';

/**
 * What pushes a class most, strongest first, as far as the errors let it be said; and the sum of
 * all that pushes.
 */
export function reasonsOf(
  record: Explanation,
  choice: ClassChoice,
): { reasons: readonly Reason[]; total: number; uncertain: boolean } {
  const output = record.outputs.indexOf(choice.output);
  const sign = choice.flip ? -1 : 1;
  const errors = record.standardErrors?.[output] ?? null;
  const ranked = record.attributions[output]
    .map((value, player) => ({ player, value: sign * value }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.player - b.player);
  const total = ranked.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const strongest = ranked.length > 0 ? Math.abs(ranked[0].value) : 0;
  // Values that ought to add up and have no errors yet come from too few samples; a surrogate may
  // have none at all.
  const tooFew =
    errors === null &&
    record.additivityResidual !== null &&
    !(shared(record) && record.coalitions >= FORKED * ranked.length);
  const sure = ({ player, value }: Reason) => !tooFew && (!errors || Math.abs(value) > tellApart * errors[player]);
  const reasons = ranked
    .filter((reason) => Math.abs(reason.value) >= worthNaming * strongest && strongest > 0 && sure(reason))
    .slice(0, mostReasons);
  return { reasons, total, uncertain: strongest > 0 && !sure(ranked[0]) };
}

/** "a, b and c". */
function list(items: readonly Piece[]): Piece[] {
  return items.flatMap((item, index) =>
    index === 0 ? [item] : [piece(index === items.length - 1 ? words.and : words.comma), item],
  );
}

/**
 * The answer in one or two sentences: the prediction, then its two or three strongest reasons. Says
 * so when the values are too uncertain to name reasons, and when none stands out. Empty where the
 * record does not hold the class.
 */
export function sentence(record: Explanation, card: Card, choice: ClassChoice): readonly Piece[] {
  const output = record.outputs.indexOf(choice.output);
  if (output < 0) return [];
  const headline = piece(`${predictionText(card, choice, record.modelOutput[output])}.`, 'headline');
  const { reasons, total, uncertain } = reasonsOf(record, choice);
  if (total < 1e-9) return [headline, piece(` ${words.nothing}`)];
  if (uncertain) return [headline, piece(` ${words.uncertain}`)];
  if (record.input.kind === 'image') return [headline, ...imageReasons(record, choice, output)];
  const { input } = record;
  const text = ({ player, value }: Reason): Piece => {
    const name = record.players[player];
    const column = input.kind === 'tabular' && input.values ? input.columns.indexOf(name) : -1;
    const cell = column < 0 || input.kind !== 'tabular' || !input.values ? null : input.values[column];
    return piece(column < 0 ? labelOf(card, name) : reasonText(card, name, cell), value > 0 ? 'toward' : 'away');
  };
  const toward = list(reasons.filter(({ value }) => value > 0).map(text));
  const away = list(reasons.filter(({ value }) => value < 0).map(text));
  const up = reasons[0].value > 0;
  if (input.kind === 'text')
    return [
      headline,
      ...already(record, choice, output, up),
      ...textReasons(record, reasons, Math.abs(reasons[0].value) < standsOut * total),
    ];
  const regression = card.task === 'regression';
  const opening = regression ? (up ? words.raised : words.lowered) : up ? words.mostlyBecause : words.keptDown;
  const [first, second] = up ? [toward, away] : [away, toward];
  const small = Math.abs(reasons[0].value) < standsOut * total;
  return [
    headline,
    piece(` ${small ? words.manySmall : opening}`),
    ...first,
    ...(second.length > 0 ? [piece(words.although), ...second] : []),
    piece('.'),
  ];
}

/** The beginning of what is too long to be quoted in full, such as a sentence of the text. */
function shortened(name: string): string {
  if (name.length <= LONGEST_QUOTE) return name;
  return `${name.slice(0, LONGEST_QUOTE).replace(/\s+\S*$|[\ud800-\udbff]$/, '')}…`;
}

/** That the class is the model's answer to no words at all, where words only speak against it. */
function already(record: Explanation, choice: ClassChoice, output: number, up: boolean): Piece[] {
  const base = choice.flip ? 1 - record.base[output] : record.base[output];
  const shares = record.additivityResidual !== null && record.space === 'output';
  return shares && !up && base >= 0.5 && base <= 1 ? [piece(` ${words.already(formatPercent(base))}`)] : [];
}

/** Words in quotation marks: those that push most, and those that push back. */
function textReasons(record: Explanation, reasons: readonly Reason[], small: boolean): Piece[] {
  const up = reasons[0].value > 0;
  const quoted = (toward: boolean): Piece[] => {
    const names = reasons.filter(({ value }) => value > 0 === toward).map(({ player }) => record.players[player]);
    return list([...new Set(names)].map((name) => piece(words.quoted(shortened(name)), toward ? 'toward' : 'away')));
  };
  const [first, second] = [quoted(up), quoted(!up)];
  const opening = small ? words.manyWords : up ? words.becauseOf : words.keptDownBy;
  return [
    piece(` ${opening}`),
    ...first,
    ...(second.length > 0 ? [piece(words.inSpiteOf), ...second] : []),
    piece('.'),
  ];
}

/** How few parts of a picture carry half of what speaks for the class. */
function imageReasons(record: Explanation, choice: ClassChoice, output: number): Piece[] {
  const positive = record.attributions[output]
    .map((value) => (choice.flip ? -value : value))
    .filter((value) => value > 0)
    .sort((a, b) => b - a);
  const sum = positive.reduce((total, value) => total + value, 0);
  if (sum === 0) return [piece(` ${words.nothingFor}`)];
  let areas = 0;
  for (let reached = 0; reached < sum / 2; areas++) reached += positive[areas];
  return [piece(' '), piece(words.areas(areas, record.players.length, words.half), 'toward'), piece('.')];
}

/** The pieces as one string, for screen readers and titles. */
export const plainSentence = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');
