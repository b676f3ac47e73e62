import { message } from '../catalogue/message.ts';
import type { Inspection } from '../library/index.ts';
import { columnName, type InspectionStyle, measured, title } from './inspection-style.ts';
import type { Line } from './terminal.ts';
import { padEnd, padStart, shorten, widthOf } from './terminal-text.ts';

type Against = NonNullable<Inspection['against']>;

/** A table of texts with a line above it; its first column names. */
export interface Told {
  readonly says: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly faint: boolean }[];
}

const MOST_LINES = 20;
const LONGEST_NAME = 40;
const SMALL = 0.001;

const rounded = (value: number, { language }: InspectionStyle): string =>
  language.number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

const alone = (value: number, style: InspectionStyle): string => measured({ value, low: null, high: null }, style);

/** What is above its tables. */
export const againstTitle = ({ file, used, rows }: Against, { language }: InspectionStyle): string =>
  language.say('cli.inspect.against.title', { file, used, rows });

/** How another table's columns are spread, and what effects they have there. */
export function againstTables(inspection: Inspection, style: InspectionStyle): Told[] {
  const { against } = inspection;
  return against ? [drifts(against, style), ...moved(against, inspection, style)] : [];
}

function drifts({ columns }: Against, style: InspectionStyle): Told {
  const { say } = style.language;
  const hasMoved = ({ psi, psiWithoutDrift }: Against['columns'][number]): boolean => psi > psiWithoutDrift;
  return {
    says: say('cli.inspect.against.drifts', { moved: columns.filter(hasMoved).length, all: columns.length }),
    head: [
      say('cli.inspect.against.column'),
      say('cli.inspect.against.psi'),
      say('cli.inspect.against.without'),
      say('cli.inspect.against.ks'),
      say('cli.inspect.against.p'),
    ],
    rows: columns.map((column) => {
      const { name, psi, psiWithoutDrift, ks, pValue } = column;
      const small = pValue !== null && pValue < SMALL;
      const p = pValue === null ? '' : rounded(Math.max(SMALL, pValue), style);
      return {
        cells: [
          columnName(name, style),
          rounded(psi, style),
          rounded(psiWithoutDrift, style),
          ks === null ? '' : rounded(ks, style),
          pValue === null ? '' : say('cli.inspect.against.pValue', { small, p }),
        ],
        faint: !hasMoved(column),
      };
    }),
  };
}

function moved({ moved: shifts, explained }: Against, inspection: Inspection, style: InspectionStyle): Told[] {
  const { importance, output } = inspection;
  if (!shifts || !importance) return [];
  const { say } = style.language;
  return [
    {
      says: say('cli.inspect.against.effects', {
        class: style.words.class(output),
        explained,
        units: message(`chart.in.${importance.space === 'output' ? 'value' : importance.space}`),
      }),
      head: [
        say('cli.inspect.against.column'),
        say('cli.inspect.against.difference'),
        say('cli.inspect.against.there'),
        say('cli.inspect.against.here'),
      ],
      rows: shifts.map(({ name, difference, first, second }) => ({
        cells: [columnName(name, style), measured(difference, style), alone(first, style), alone(second, style)],
        // Its interval holds 0.
        faint: difference.low === null || difference.high === null || difference.low * difference.high <= 0,
      })),
    },
  ];
}

/** How another table differs, as lines for the terminal; what has not moved is faint. */
export function againstLines(inspection: Inspection, style: InspectionStyle): Line[] {
  const { against } = inspection;
  if (!against) return [];
  return [
    ...title(againstTitle(against, style)),
    ...againstTables(inspection, style).flatMap((told, at): Line[] => [...(at > 0 ? [''] : []), ...lines(told)]),
  ];
}

/** A table for the terminal; what says little is faint. */
export function lines({ says, head, rows }: Told): Line[] {
  const shown = rows.slice(0, MOST_LINES).map(({ cells: [name, ...numbers], faint }) => ({
    cells: [shorten(name, LONGEST_NAME), ...numbers],
    faint,
  }));
  const all = [head, ...shown.map(({ cells }) => cells)];
  const widths = head.map((_, at) => Math.max(...all.map((cells) => widthOf(cells[at]))));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? padEnd(cell, widths[at]) : padStart(cell, widths[at]))).join('  ');
  return [
    `  ${says}`,
    [{ text: `  ${line(head)}`, style: 'dim' }],
    ...shown.map(
      ({ cells, faint }): Line => (faint ? [{ text: `  ${line(cells)}`, style: 'dim' }] : `  ${line(cells)}`),
    ),
  ];
}
