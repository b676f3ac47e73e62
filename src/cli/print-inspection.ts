import { type MessageKey, type MessageValues, message } from '../catalogue/message.ts';
import type { InspectedMeasure, Inspection } from '../library/index.ts';
import { columnName, type Form, type InspectionStyle, listed, measured, title } from './inspection-style.ts';
import { againstLines } from './print-against.ts';
import { fairnessLines } from './print-fairness.ts';
import { versusLines } from './print-versus.ts';
import type { Line } from './terminal.ts';
import { padEnd, padStart, shorten, widthOf } from './terminal-text.ts';

type Performance = NonNullable<Inspection['performance']>;
type Binary = Extract<Performance, { kind: 'binary' }>;
type ErrorPart = NonNullable<Inspection['errors']>;

const MOST_PLAYERS = 20;
const BAR = 16;

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
    ...againstLines(inspection, style),
    ...versusLines(inspection, style),
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

// ------------------------------------------------------------------ how good

/** How good it is in numbers: what each is called, and the number with its interval. */
export function performanceEntries(
  { performance, output }: Inspection,
  style: InspectionStyle,
): (readonly [name: string, number: string])[] {
  if (!performance) return [];
  const { say } = style.language;
  const entry = (name: MessageKey, measure: InspectedMeasure, form?: Form, values?: MessageValues) =>
    [say(name, values), measured(measure, style, form)] as const;
  if (performance.kind === 'regression')
    return [
      entry('cli.inspect.r2', performance.r2),
      entry('cli.inspect.mae', performance.mae),
      entry('cli.inspect.rmse', performance.rmse),
      entry('cli.inspect.medianError', performance.medianAbsoluteError),
      entry('cli.inspect.meanResidual', performance.residuals.mean),
    ];
  if (performance.kind === 'multiclass')
    return [
      entry('cli.inspect.accuracy', performance.accuracy, 'share'),
      entry('cli.inspect.macroF1', performance.macroF1),
      entry('cli.inspect.macroAuc', performance.rocAuc),
      entry('cli.inspect.logLoss', performance.logLoss),
    ];
  const { decisions } = performance;
  const name = style.words.class(output);
  return [
    entry('cli.inspect.accuracy', decisions.accuracy, 'share'),
    entry('cli.inspect.auc', performance.rocAuc),
    entry('cli.inspect.averagePrecision', performance.averagePrecision),
    entry('cli.inspect.logLoss', performance.logLoss),
    entry('cli.inspect.brier', performance.brier),
    entry('cli.inspect.precision', decisions.precision, 'share', { class: name }),
    entry('cli.inspect.recall', decisions.recall, 'share', { class: name }),
    entry('cli.inspect.meanCost', decisions.cost),
  ];
}

function performanceLines(inspection: Inspection, style: InspectionStyle): Line[] {
  const { performance, output } = inspection;
  if (!performance) return [];
  const head = title(style.language.say('cli.inspect.howGood'));
  const numbers = listed(performanceEntries(inspection, style));
  if (performance.kind !== 'binary') return [...head, ...numbers];
  const [mistakes, decided] = decisionTexts(performance, output, style);
  return [...head, `  ${mistakes}`, ...numbers, [{ text: `  ${decided}`, style: 'dim' }]];
}

/** What it is wrong on, and how that is decided. */
export function decisionTexts(
  found: Binary,
  output: string,
  style: InspectionStyle,
): [mistakes: string, decided: string] {
  const { say, number } = style.language;
  const { decisions, cheapest } = found;
  const { threshold, confusion } = decisions;
  const name = style.words.class(output);
  const mistakes = confusion.falsePositive + confusion.falseNegative;
  return [
    say('cli.inspect.wrongOn', { mistakes, rows: found.rows, class: name, ...confusion }),
    say('cli.inspect.decided', {
      class: name,
      threshold: number(threshold, { maximumFractionDigits: 3 }),
      best: cheapest.threshold === null ? null : number(cheapest.threshold, { maximumFractionDigits: 3 }),
    }),
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
