import { type MessageKey, message } from '../catalogue/message.ts';
import type { InspectedMeasure, Inspection } from '../library/index.ts';
import { columnName, type Form, type InspectionStyle, measured, title } from './inspection-style.ts';
import { lines, type Told } from './print-against.ts';
import type { Line } from './terminal.ts';

type Versus = NonNullable<Inspection['againstModel']>;
type Performance = NonNullable<Inspection['performance']>;
type Compared = NonNullable<Versus['differences']>[number]['name'];

const NAMES: Readonly<Record<Compared, MessageKey>> = {
  accuracy: 'cli.inspect.accuracy',
  rocAuc: 'cli.inspect.auc',
  logLoss: 'cli.inspect.logLoss',
  brier: 'cli.inspect.brier',
  mae: 'cli.inspect.mae',
  rmse: 'cli.inspect.rmse',
};

/** What is above its tables. */
export const versusTitle = ({ model, rows }: Versus, { language }: InspectionStyle): string =>
  language.say('cli.inspect.versus.title', { other: model.name, rows });

/** Two models over the same rows: how good they are, where they differ, and what they go by. */
export function versusTables(inspection: Inspection, style: InspectionStyle): Told[] {
  const { againstModel: versus } = inspection;
  if (!versus) return [];
  return [
    ...performances(versus, inspection, style),
    ...furthestRows(versus, inspection, style),
    ...columns(versus, inspection, style),
  ];
}

/** How often they decide otherwise, and which is right then; null of numbers. */
export function decidedOtherwise({ model, againstModel: versus }: Inspection, style: InspectionStyle): string | null {
  if (!versus?.disagreement) return null;
  const { share, rows, onlyFirst, onlySecond } = versus.disagreement;
  return style.language.say('cli.inspect.versus.decided', {
    rows,
    share: measured(share, style, 'share'),
    known: rows > 0 && onlyFirst !== null,
    onlyFirst: onlyFirst ?? 0,
    onlySecond: onlySecond ?? 0,
    first: model.name,
    second: versus.model.name,
  });
}

function performances(
  { differences, performance, model: other }: Versus,
  { model }: Inspection,
  style: InspectionStyle,
) {
  if (!differences || !performance) return [];
  const { say } = style.language;
  const told: Told = {
    says: say('cli.inspect.versus.performance'),
    head: [say('cli.inspect.versus.measure'), model.name, other.name, say('cli.inspect.versus.difference')],
    rows: differences.map(({ name, difference }) => {
      const form: Form = name === 'accuracy' ? 'share' : 'number';
      const each = performance.map((own) => measured(measureOf(own, name), style, form));
      const points: Form = name === 'accuracy' ? 'points' : 'number';
      return { cells: [say(NAMES[name]), ...each, measured(difference, style, points)], faint: holdsZero(difference) };
    }),
  };
  return [told];
}

function measureOf(own: Performance, name: Compared): InspectedMeasure {
  const undefinedOne = { value: null, low: null, high: null };
  if (own.kind === 'binary' && name === 'accuracy') return own.decisions.accuracy;
  return (own as unknown as Partial<Record<Compared, InspectedMeasure>>)[name] ?? undefinedOne;
}

function furthestRows(
  { furthest, model: other }: Versus,
  { model, output }: Inspection,
  style: InspectionStyle,
): Told[] {
  const { language, words } = style;
  const { say } = language;
  const number = (value: number): string => language.number(value, { maximumSignificantDigits: 4 });
  const answer = (at: 0 | 1) => (row: Versus['furthest'][number]) =>
    row.decided ? `${number(row.answers[at])} ${words.class(row.decided[at])}` : number(row.answers[at]);
  if (furthest.length === 0) return [];
  const decided = furthest.every((row) => row.decided !== null && row.decided[0] !== row.decided[1]);
  return [
    {
      says: say('cli.inspect.versus.furthest', { class: words.class(output), decided }),
      head: [say('cli.inspect.versus.row'), model.name, other.name, say('cli.inspect.versus.known')],
      rows: furthest.map((row) => ({
        cells: [
          String(row.row),
          answer(0)(row),
          answer(1)(row),
          typeof row.truth === 'string' ? words.class(row.truth) : row.truth === null ? '' : number(row.truth),
        ],
        faint: false,
      })),
    },
  ];
}

function columns(versus: Versus, { model }: Inspection, style: InspectionStyle): Told[] {
  const { columns: found, explained, space, model: other } = versus;
  if (!found) return [];
  const { say } = style.language;
  const size = (measure: InspectedMeasure | null): string => (measure ? measured(measure, style) : '');
  return [
    {
      says: say('cli.inspect.versus.columns', {
        explained,
        units: message(`chart.in.${space === 'output' ? 'value' : space}`),
      }),
      head: [
        say('cli.inspect.against.column'),
        model.name,
        other.name,
        say('cli.inspect.versus.difference'),
        say('cli.inspect.versus.apart'),
      ],
      rows: found.map(({ name, first, second, difference, apart }) => ({
        cells: [
          columnName(name, style),
          size(first),
          size(second),
          measured(difference, style),
          measured(apart, style),
        ],
        // What is nothing but the errors of both.
        faint: apart.low === null || apart.low <= 0,
      })),
    },
  ];
}

const holdsZero = ({ low, high }: InspectedMeasure): boolean => low === null || high === null || low * high <= 0;

/** Two models beside each other, as lines for the terminal; what may be no difference is faint. */
export function versusLines(inspection: Inspection, style: InspectionStyle): Line[] {
  const { againstModel: versus } = inspection;
  if (!versus) return [];
  const decided = decidedOtherwise(inspection, style);
  return [
    ...title(versusTitle(versus, style)),
    ...(decided === null ? [] : [`  ${decided}`, '']),
    ...versusTables(inspection, style).flatMap((told, at): Line[] => [...(at > 0 ? [''] : []), ...lines(told)]),
  ];
}
