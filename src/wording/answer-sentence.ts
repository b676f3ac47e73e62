import type { Language } from '../catalogue/language.ts';
import { nothingLearnt } from '../charts/wording.ts';
import type { Card } from '../data/card.ts';
import { ownOf } from '../data/named.ts';
import type { Explanation } from '../records/record.ts';
import { classText } from './class-words.ts';
import type { ClassChoice } from './classes.ts';
import { formatNumber, formatPercent } from './format.ts';
import { labelOf, nameAndUnit, reasonClause, withUnit } from './value-words.ts';
import { verdictOf, verdictText } from './verdict.ts';

/** A piece of the answer. Reasons carry the way they push, so that they are drawn in its colour. */
export interface Piece {
  readonly text: string;
  readonly tone: 'plain' | 'headline' | 'toward' | 'away';
}

/** At most this many reasons are named. */
const mostReasons = 3;
/** A reason weaker than this part of the strongest one is not worth a sentence. */
const worthNaming = 0.3;
/** Below this part of all that pushes, even the strongest reason does not stand out. */
const standsOut = 0.1;
/** A value is told from 0 when it is this many standard errors away. */
const tellApart = 2;
/** Letters of a quotation at most. */
const longestQuote = 48;
/**
 * Samples a player from which values by parts are told apart: by then, every branch was forked at
 * least once.
 */
const forked = 4;

const piece = (text: string, tone: Piece['tone'] = 'plain'): Piece => ({ text, tone });
const space = piece(' ');

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The answer for the class on show as a number alone: "71 %", "214 mg/dL". */
export function amountText(card: Card, choice: ClassChoice, value: number, language: Language): string {
  const shown = choice.flip ? 1 - value : value;
  if (card.task !== 'regression' && shown >= 0 && shown <= 1) return formatPercent(shown, language);
  const number = formatNumber(shown, language);
  const unit = card.task === 'regression' && card.target ? nameAndUnit(card, card.target, language).unit : null;
  return unit ? withUnit(number, unit) : number;
}

/** The prediction for the class on show: "71 % good risk", or a number for a regression. */
export function predictionText(card: Card, choice: ClassChoice, value: number, language: Language): string {
  const amount = amountText(card, choice, value, language);
  if (card.task === 'regression') {
    const name = card.target ? nameAndUnit(card, card.target, language).name : choice.label;
    return language.say('page.sentence.number', { label: capital(name), value: amount });
  }
  const label = classText(card, choice.label, language);
  const shown = choice.flip ? 1 - value : value;
  // A model may answer with scores that are no probabilities.
  if (shown < 0 || shown > 1) return language.say('page.sentence.number', { label, value: amount });
  return language.say('page.sentence.probability', { percent: amount, label });
}

/** The answer alone: the prediction, and what the card's line makes of it. */
export function headline(card: Card, choice: ClassChoice, value: number, language: Language): readonly Piece[] {
  const prediction = predictionText(card, choice, value, language);
  const verdict = verdictOf(card, choice, choice.flip ? 1 - value : value);
  if (!verdict) return [piece(language.say('page.sentence.headline', { prediction }), 'headline')];
  const values = { prediction: piece(prediction, 'headline'), verdict: verdictText(card, verdict, language) };
  return drawn(language.pieces<Piece>('page.sentence.decided', values));
}

const drawn = (parts: readonly (string | Piece)[]): readonly Piece[] =>
  parts.map((part) => (typeof part === 'string' ? piece(part) : part));

interface Reason {
  readonly player: number;
  readonly value: number;
}

/**
 * Values by parts come from no draw: until everything is forked they have no errors, and yet they
 * are what the parts say.
 */
const byParts = ({ explainer }: Explanation): boolean => explainer.name === 'partition-shap';

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
  // have none at all, and where absent columns were drawn, nothing is left to ask.
  const drawn = record.input.kind === 'tabular' && record.input.absent !== undefined;
  const tooFew =
    errors === null &&
    record.additivityResidual !== null &&
    !(drawn && record.stopped === 'done') &&
    !(byParts(record) && record.coalitions >= forked * ranked.length);
  const sure = ({ player, value }: Reason) => !tooFew && (!errors || Math.abs(value) > tellApart * errors[player]);
  const reasons = ranked
    .filter((reason) => Math.abs(reason.value) >= worthNaming * strongest && strongest > 0 && sure(reason))
    .slice(0, mostReasons);
  return { reasons, total, uncertain: strongest > 0 && !sure(ranked[0]) };
}

/**
 * The answer in one or two sentences: the prediction, then its two or three strongest reasons. Says
 * so when the values are too uncertain to name reasons, and when none stands out. Empty where the
 * record does not hold the class.
 */
export function answerSentence(
  record: Explanation,
  card: Card,
  choice: ClassChoice,
  language: Language,
): readonly Piece[] {
  const output = record.outputs.indexOf(choice.output);
  if (output < 0) return [];
  const answer = headline(card, choice, record.modelOutput[output], language);
  const silent = nothingLearnt(record);
  if (silent) return [...answer, space, piece(language.text(silent))];
  const { reasons, total, uncertain } = reasonsOf(record, choice);
  if (total < 1e-9) return [...answer, space, piece(language.say('page.sentence.nothing'))];
  if (uncertain) return [...answer, space, piece(language.say('page.sentence.uncertain'))];
  if (record.input.kind === 'image') return [...answer, space, pictureReasons(record, choice, language)];
  const up = reasons[0].value > 0;
  const many = Math.abs(reasons[0].value) < standsOut * total;
  const clauses = (toward: boolean) => {
    const pushing = reasons.filter(({ value }) => value > 0 === toward).map(({ player }) => player);
    const texts =
      record.input.kind === 'text'
        ? quotations(record, pushing, language)
        : pushing.map((player) => playerClause(record, card, player, language));
    return texts.map((text) => piece(text, toward ? 'toward' : 'away'));
  };
  const against = clauses(!up);
  const values = { reasons: language.list(clauses(up)), against: language.list(against), weighed: against.length > 0 };
  const key =
    record.input.kind === 'text'
      ? (`page.sentence.words.${many ? 'many' : up ? 'toward' : 'away'}` as const)
      : (`page.sentence.because.${many ? 'many' : direction(card, up)}` as const);
  const why = drawn(language.pieces<Piece>(key, values));
  return [...answer, space, ...(record.input.kind === 'text' ? already(record, choice, up, language) : []), ...why];
}

const direction = ({ task }: Card, up: boolean) =>
  task === 'regression' ? (up ? 'raised' : 'lowered') : up ? 'toward' : 'away';

/** A player of a table with its value; a group of columns by its name. */
function playerClause(record: Explanation, card: Card, player: number, language: Language): string {
  const name = record.players[player];
  const { input } = record;
  const column = input.kind === 'tabular' ? input.columns.indexOf(name) : -1;
  const reason =
    input.kind !== 'tabular' || !input.values || column < 0
      ? labelOf(card, name, language)
      : reasonClause(card, { name, cell: input.values[column] }, language);
  const shielded = isProtected(card, columnsIn(record, name));
  return shielded ? language.say('page.sentence.protected', { reason }) : reason;
}

/** The columns of a player: those of a group, or its own. */
export const columnsIn = ({ groups }: Explanation, player: string): readonly string[] =>
  ownOf(groups, player) ?? [player];

/** Whether the card says of one of these columns that it ought not to count. */
export const isProtected = (card: Card, columns: readonly string[]): boolean =>
  columns.some((column) => card.protected?.includes(column) === true);

/** Players of a text in quotation marks, each once. */
const quotations = (record: Explanation, players: readonly number[], language: Language): string[] =>
  [...new Set(players.map((player) => record.players[player]))].map((name) =>
    language.say('page.sentence.quoted', { word: shortened(name) }),
  );

/** The beginning of what is too long to be quoted in full, such as a sentence of the text. */
function shortened(name: string): string {
  if (name.length <= longestQuote) return name;
  return `${name.slice(0, longestQuote).replace(/\s+\S*$|[\ud800-\udbff]$/, '')}…`;
}

/** That the class is the answer to no words at all, where the words only speak against it. */
function already(record: Explanation, choice: ClassChoice, up: boolean, language: Language): Piece[] {
  const output = record.outputs.indexOf(choice.output);
  const base = choice.flip ? 1 - record.base[output] : record.base[output];
  const shares = record.additivityResidual !== null && record.space === 'output';
  if (!shares || up || base < 0.5 || base > 1) return [];
  return [piece(language.say('page.sentence.already', { percent: formatPercent(base, language) })), space];
}

/** How few parts of a picture carry half of what speaks for the class. */
function pictureReasons(record: Explanation, choice: ClassChoice, language: Language): Piece {
  const positive = record.attributions[record.outputs.indexOf(choice.output)]
    .map((value) => (choice.flip ? -value : value))
    .filter((value) => value > 0)
    .sort((a, b) => b - a);
  const sum = positive.reduce((total, value) => total + value, 0);
  if (sum === 0) return piece(language.say('page.sentence.nothingFor'));
  let areas = 0;
  for (let reached = 0; reached < sum / 2; areas++) reached += positive[areas];
  return piece(language.say('page.sentence.areas', { areas, all: record.players.length }), 'toward');
}

/** The pieces as one string, for screen readers and titles. */
export const plainSentence = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');
