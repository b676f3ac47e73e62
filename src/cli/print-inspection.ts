import type { Language } from '../catalogue/language.ts';
import { type MessageKey, type MessageValues, message } from '../catalogue/message.ts';
import { rounded } from '../charts/format.ts';
import type { CardWords } from '../data/card-words.ts';
import type { InspectedMeasure, Inspection } from '../library/index.ts';
import type { Line } from './terminal.ts';
import { padEnd, padStart, shorten, widthOf } from './terminal-text.ts';

export interface InspectionStyle {
  readonly words: CardWords;
  readonly language: Language;
  /** Columns of the terminal. */
  readonly width: number;
}

type Performance = NonNullable<Inspection['performance']>;
type Binary = Extract<Performance, { kind: 'binary' }>;
type Fairness = NonNullable<Inspection['fairness']>[number];
type Membership = Fairness['groups'][number]['of'][number];
type ErrorPart = NonNullable<Inspection['errors']>;

const MOST_PLAYERS = 20;
const MOST_CARRIERS = 3;
const BAR = 16;
const LONGEST_GROUP = 40;
/** Fewer explained rows, of a group or of all others, say nothing of what carries a gap. */
const FEW_EXPLAINED = 10;

/** An inspection as lines for the terminal. */
export function inspectionLines(inspection: Inspection, style: InspectionStyle): Line[] {
  const { say, text } = style.language;
  const { model, table, warnings, calls, milliseconds } = inspection;
  const { rows, used, file } = table;
  return [
    [{ text: say('cli.inspect.heading', { model: style.words.name || model.name, used, rows, file }), style: 'bold' }],
    ...warnings.flatMap((warning) => (warning ? [text(warning)] : [])),
    ...performanceLines(inspection, style),
    ...importanceLines(inspection, style),
    ...(inspection.fairness ?? []).flatMap((fairness) => fairnessLines(fairness, inspection, style)),
    ...errorLines(inspection, style),
    '',
    [
      {
        text: say('cli.inspect.footer', { calls, seconds: Math.round(milliseconds / 100) / 10 }),
        style: 'dim',
      },
    ],
    '',
  ];
}

// ------------------------------------------------------------------ how numbers are written

/** How a number is written: as it is, as a share in per cent, or as a difference in points. */
type Form = 'number' | 'share' | 'points';

/** A measure with its interval, rounded to what that supports. */
function measured(
  { value, low, high }: InspectedMeasure,
  { language }: InspectionStyle,
  form: Form = 'number',
): string {
  if (value === null) return language.say('cli.inspect.undefined');
  const times = form === 'number' ? 1 : 100;
  const scale = Math.max(Math.abs(value), Math.abs(low ?? 0), Math.abs(high ?? 0)) * times;
  const isKnown = low !== null && high !== null && low < high;
  // Without an interval, three digits.
  const half = isKnown ? ((high - low) * times) / 2 : scale / 10;
  const last = Math.floor(Math.log10(half > 0 ? half : 1)) - 1;
  const written = (number: number): string => rounded(number * times, Math.min(last, 0), scale, language);
  const unit = form === 'share' ? 'share' : 'number';
  if (!isKnown) return language.say('cli.inspect.alone', { value: written(value), unit });
  return language.say('cli.inspect.measure', { value: written(value), low: written(low), high: written(high), unit });
}

const columnName = (column: string, { words }: InspectionStyle): string => words.label(column) ?? column;

/** Lines of a name and what is said of it, in columns. */
function listed(entries: readonly (readonly [name: string, text: string])[], indent = 2): Line[] {
  const width = Math.max(0, ...entries.map(([name]) => widthOf(name)));
  return entries.map(([name, text]) => `${' '.repeat(indent)}${padEnd(name, width)}  ${text}`);
}

const title = (text: string): Line[] => ['', [{ text, style: 'bold' }]];

// ------------------------------------------------------------------ how good

function performanceLines({ performance, output }: Inspection, style: InspectionStyle): Line[] {
  if (!performance) return [];
  const { say } = style.language;
  const entry = (name: MessageKey, measure: InspectedMeasure, form?: Form) =>
    [say(name), measured(measure, style, form)] as const;
  const head = title(say('cli.inspect.howGood'));
  if (performance.kind === 'regression')
    return [
      ...head,
      ...listed([
        entry('cli.inspect.r2', performance.r2),
        entry('cli.inspect.mae', performance.mae),
        entry('cli.inspect.rmse', performance.rmse),
        entry('cli.inspect.medianError', performance.medianAbsoluteError),
        entry('cli.inspect.meanResidual', performance.residuals.mean),
      ]),
    ];
  if (performance.kind === 'multiclass')
    return [
      ...head,
      ...listed([
        entry('cli.inspect.accuracy', performance.accuracy, 'share'),
        entry('cli.inspect.macroF1', performance.macroF1),
        entry('cli.inspect.macroAuc', performance.rocAuc),
        entry('cli.inspect.logLoss', performance.logLoss),
      ]),
    ];
  return [...head, ...binaryLines(performance, output, style)];
}

function binaryLines(found: Binary, output: string, style: InspectionStyle): Line[] {
  const { say, number } = style.language;
  const { decisions, cheapest } = found;
  const { threshold, confusion } = decisions;
  const name = style.words.class(output);
  const entry = (key: MessageKey, measure: InspectedMeasure, form?: Form, values?: MessageValues) =>
    [say(key, values), measured(measure, style, form)] as const;
  const mistakes = confusion.falsePositive + confusion.falseNegative;
  return [
    `  ${say('cli.inspect.wrongOn', { mistakes, rows: found.rows, class: name, ...confusion })}`,
    ...listed([
      entry('cli.inspect.accuracy', decisions.accuracy, 'share'),
      entry('cli.inspect.auc', found.rocAuc),
      entry('cli.inspect.averagePrecision', found.averagePrecision),
      entry('cli.inspect.logLoss', found.logLoss),
      entry('cli.inspect.brier', found.brier),
      entry('cli.inspect.precision', decisions.precision, 'share', { class: name }),
      entry('cli.inspect.recall', decisions.recall, 'share', { class: name }),
      entry('cli.inspect.meanCost', decisions.cost),
    ]),
    [
      {
        text: `  ${say('cli.inspect.decided', {
          class: name,
          threshold: number(threshold, { maximumFractionDigits: 3 }),
          best: cheapest.threshold === null ? null : number(cheapest.threshold, { maximumFractionDigits: 3 }),
        })}`,
        style: 'dim',
      },
    ],
  ];
}

// ------------------------------------------------------------------ what it goes by

function importanceLines({ importance, permutation, output }: Inspection, style: InspectionStyle): Line[] {
  if (!importance) return [];
  const { language, width } = style;
  const { say } = language;
  const shown = importance.players.slice(0, MOST_PLAYERS);
  const largest = Math.max(0, ...shown.map(({ importance: own }) => own.value ?? 0));
  const cells = shown.map((player) => {
    const permuted = permutation?.find(({ name }) => name === player.name);
    return {
      name: shorten(columnName(player.name, style), Math.max(16, width - 80)),
      size: measured(player.importance, style),
      leads: language.number(player.leads.value ?? 0, { style: 'percent' }),
      permuted: permuted ? measured(permuted.increase, style) : '',
      bar: '█'.repeat(largest > 0 ? Math.round(((player.importance.value ?? 0) / largest) * BAR) : 0),
    };
  });
  const head = {
    name: '',
    size: say('cli.inspect.meanEffect'),
    leads: say('cli.inspect.first'),
    permuted: permutation ? say('cli.inspect.permuted') : '',
  };
  const widest = (of: keyof typeof head): number => Math.max(...[head, ...cells].map((cell) => widthOf(cell[of])));
  const [names, sizes, leads, changes] = [widest('name'), widest('size'), widest('leads'), widest('permuted')];
  const line = (cell: typeof head): string =>
    `  ${padEnd(cell.name, names)}  ${padEnd(cell.size, sizes)}  ${padStart(cell.leads, leads)}` +
    `  ${padEnd(cell.permuted, changes)}`;
  return [
    ...title(say('cli.inspect.goesBy', { class: style.words.class(output) })),
    [
      {
        text: `  ${say('cli.inspect.explainedBy', {
          rows: importance.rows,
          name: importance.explainer,
          units: message(`chart.in.${importance.space === 'output' ? 'value' : importance.space}`),
          exact: importance.exact,
        })}`,
        style: 'dim',
      },
    ],
    [{ text: line(head), style: 'dim' }],
    ...cells.map((cell): Line => [`${line(cell)}  `, { text: cell.bar, style: 'toward' }]),
  ];
}

// ------------------------------------------------------------------ whom it treats how

function memberName(member: Membership, style: InspectionStyle): string {
  const { language, words } = style;
  const { say, number } = language;
  if ('level' in member) return words.level(member.column, member.level);
  if ('missing' in member) return say('cli.inspect.missing');
  const { from, to } = member;
  if (from === null) return say('cli.inspect.upTo', { to: number(to ?? 0) });
  return to === null
    ? say('cli.inspect.above', { from: number(from) })
    : say('cli.inspect.between', { from: number(from), to: number(to) });
}

function fairnessLines(fairness: Fairness, { output }: Inspection, style: InspectionStyle): Line[] {
  const { language, words } = style;
  const { say } = language;
  const name = words.class(output);
  const groupName = (at: number): string =>
    shorten(fairness.groups[at].of.map((one) => memberName(one, style)).join(', '), LONGEST_GROUP);
  const cells = fairness.groups.map((group, at) => ({
    name: groupName(at),
    rows: language.number(group.rows),
    selected: measured(group.selectionRate, style, 'share'),
    found: group.known ? measured(group.known.truePositiveRate, style, 'share') : '',
    wrongly: group.known ? measured(group.known.falsePositiveRate, style, 'share') : '',
    small: group.small,
  }));
  const known = fairness.groups.some((group) => group.known !== null);
  const head = {
    name: '',
    rows: say('cli.inspect.groupRows'),
    selected: say('cli.inspect.takenFor', { class: name }),
    found: known ? say('cli.inspect.truePositive') : '',
    wrongly: known ? say('cli.inspect.falsePositive') : '',
  };
  const widest = (of: keyof typeof head): number => Math.max(...[head, ...cells].map((cell) => widthOf(cell[of])));
  const sizes = { name: widest('name'), rows: widest('rows'), selected: widest('selected'), found: widest('found') };
  const line = (cell: typeof head): string =>
    `  ${padEnd(cell.name, sizes.name)}  ${padStart(cell.rows, sizes.rows)}  ${padEnd(cell.selected, sizes.selected)}` +
    `  ${padEnd(cell.found, sizes.found)}  ${cell.wrongly}`;
  const { largest, smallest, difference, ratio } = fairness.demographicParity;
  return [
    ...title(say('cli.inspect.treats', { columns: fairness.columns.map((column) => columnName(column, style)) })),
    [{ text: line(head), style: 'dim' }],
    ...cells.map((cell): Line => {
      if (!cell.small) return line(cell);
      return [{ text: `${line(cell)}  ${say('cli.inspect.small', { why: cell.small })}`, style: 'dim' }];
    }),
    ...(largest === null || smallest === null
      ? [`  ${say('cli.inspect.nothingToCompare')}`]
      : [
          `  ${say('cli.inspect.parity', {
            class: name,
            largest: groupName(largest),
            smallest: groupName(smallest),
            difference: measured(difference, style, 'points'),
          })}`,
          `  ${say('cli.inspect.ratio', { ratio: measured(ratio, style), rule: fairness.fourFifths })}`,
        ]),
    ...(fairness.equalOpportunity?.difference.value != null
      ? [
          `  ${say('cli.inspect.opportunity', {
            difference: measured(fairness.equalOpportunity.difference, style, 'points'),
            odds: measured(fairness.equalisedOdds ?? fairness.equalOpportunity.difference, style, 'points'),
          })}`,
        ]
      : []),
    ...gapLines(fairness, groupName, style),
  ];
}

/** For each group that is large enough: what carries its difference to the others. */
function gapLines({ gaps, groups }: Fairness, groupName: (at: number) => string, style: InspectionStyle): Line[] {
  const { say } = style.language;
  return (gaps ?? []).flatMap((gap, at): Line[] => {
    if (!gap || groups[at].small === 'rows' || Math.min(...gap.rows) < FEW_EXPLAINED) return [];
    const { difference, columns } = gap;
    const carriers = columns
      .slice(0, MOST_CARRIERS)
      .map((column) => `${columnName(column.name, style)} ${signed(column.difference, style)}`);
    const whole = signed({ value: difference, low: null, high: null }, style);
    return [`  ${say('cli.inspect.carries', { group: groupName(at), difference: whole, columns: carriers })}`];
  });
}

const signed = (measure: InspectedMeasure, style: InspectionStyle): string =>
  ((measure.value ?? 0) > 0 ? '+' : '') + measured(measure, style);

// ------------------------------------------------------------------ where it fails

function errorLines({ errors, task }: Inspection, style: InspectionStyle): Line[] {
  if (!errors || errors.parts.length === 0) return [];
  const { say } = style.language;
  const share = task !== 'regression';
  const lines = (part: ErrorPart, depth: number): Line[] => {
    const name = part.condition ? conditionName(part.condition, style) : say('cli.inspect.allRows');
    const error = measured(part.error, style, share ? 'share' : 'number');
    const own = `${'  '.repeat(depth + 1)}${say('cli.inspect.errorPart', { name, error, rows: part.rows })}`;
    return [own, ...part.parts.flatMap((one) => lines(one, depth + 1))];
  };
  return [...title(say('cli.inspect.fails', { share })), ...lines(errors, 0)];
}

function conditionName(condition: NonNullable<ErrorPart['condition']>, style: InspectionStyle): string {
  const { say, number } = style.language;
  const column = columnName(condition.column, style);
  if ('most' in condition) return say('cli.inspect.condition.most', { column, value: number(condition.most) });
  if ('above' in condition) return say('cli.inspect.condition.above', { column, value: number(condition.above) });
  if ('missing' in condition) return say('cli.inspect.condition.missing', { column, missing: condition.missing });
  const level = 'level' in condition ? condition.level : condition.not;
  const is = 'level' in condition;
  return say('cli.inspect.condition.level', { column, level: style.words.level(condition.column, level), is });
}
