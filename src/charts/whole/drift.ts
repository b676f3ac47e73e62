import type { Inspection } from '../../records/inspection.ts';
import { type BarRow, barRows } from './bar-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName, listed, plainName } from './names.ts';
import { numbersOf, tickOf } from './numbers.ts';
import type { ModelChart } from './picture.ts';
import { legendField, legendLine } from './signs.ts';

type Drift = NonNullable<Inspection['against']>['columns'][number];

const MOST_COLUMNS = 20;
/** From this index on people usually speak of a large shift. */
const LARGE = 0.25;
/** A distance is told from chance where it is less probable than this. */
const RARE = 0.05;

/** Whether its values are spread otherwise than samples without any drift would be. */
const hasMoved = ({ psi, psiWithoutDrift }: Drift): boolean => psi > psiWithoutDrift;
const isApart = ({ pValue }: Drift): boolean => (pValue ?? 0) <= RARE;
const isCertain = (one: Drift): boolean => hasMoved(one) && isApart(one);

/** How columns are spread otherwise in another table. */
export const drift: ModelChart = {
  name: 'drift',
  accepts: ({ inspection }) => (inspection.against?.columns.length ?? 0) > 0,
  picture(subject) {
    const { inspection, language } = subject;
    const { say } = language;
    const { columns, file, used } = inspection.against as NonNullable<Inspection['against']>;
    const shown = columns.slice(0, MOST_COLUMNS);
    const moved = columns.filter(hasMoved);
    const write = numbersOf(Math.max(...columns.map(({ psi }) => psi), 0.01), language);
    const distance = numbersOf(1, language);
    const name = (column: string): string => columnName(column, subject);
    const key = (column: string): string => writeKey({ kind: 'column', column });
    const measured = columns.some(({ ks }) => ks !== null);
    const bar = (to: number, faint: boolean, fill: 'toward' | 'away', text: string) => ({
      stretches: [{ from: 0, to, fill, faint }],
      interval: null,
      text,
    });
    const rows = shown.map((one): BarRow => {
      const { name: column, psi, ks } = one;
      return {
        id: column,
        key: key(column),
        name: name(column),
        note: null,
        cells: [
          bar(psi, !hasMoved(one), 'toward', write(psi)),
          ...(measured ? [ks === null ? null : bar(ks, !isApart(one), 'away', distance(ks))] : []),
        ],
      };
    });
    const largest = Math.max(...shown.map(({ psi }) => psi), 0.1);
    const tick = tickOf(language);
    return {
      title: say('chart.whole.drift.title', { file }),
      sentence: say('chart.whole.drift.says', {
        count: moved.length,
        all: columns.length,
        names: listed(
          moved.slice(0, 3).map((one) => plainName(one.name, subject)),
          subject,
        ),
        psi: write(moved[0]?.psi ?? 0),
      }),
      notes: [
        say('chart.whole.drift.note', { rows: inspection.table.used, others: used }),
        ...(shown.length < columns.length
          ? [say('chart.whole.shown', { shown: shown.length, all: columns.length })]
          : []),
      ],
      legend: [
        legendField('psi', say('chart.whole.drift.psiShort'), 'toward'),
        ...(measured ? [legendField('ks', say('chart.whole.drift.ksShort'), 'away')] : []),
        ...(shown.every(isCertain) ? [] : [legendField('chance', say('chart.whole.drift.chance'), 'toward', 0.3)]),
        ...(largest >= LARGE ? [legendLine('large', say('chart.whole.drift.large'), 'muted', true)] : []),
      ],
      names: rows.map((row) => row.name),
      marks: shown.map(({ name: column, psi, psiWithoutDrift, ks, pValue }) => ({
        key: key(column),
        says: say('chart.whole.drift.column', {
          name: name(column),
          psi: write(psi),
          chance: write(psiWithoutDrift),
          ks: ks === null ? null : distance(ks),
          probable: pValue === null ? '' : numbersOf(1, language)(pValue),
        }),
      })),
      table: {
        columns: [
          { id: 'column', name: say('chart.whole.column.column') },
          { id: 'psi', name: say('chart.whole.drift.psi'), write },
          { id: 'psi_without_drift', name: say('chart.whole.drift.psiChance'), write },
          { id: 'ks', name: say('chart.whole.drift.ks'), write: distance },
          { id: 'p_value', name: say('chart.whole.drift.pValue'), write: distance },
        ],
        rows: columns.map((one) => [name(one.name), one.psi, one.psiWithoutDrift, one.ks, one.pValue]),
      },
      body: (canvas) => [
        barRows(
          {
            rows,
            panels: [
              {
                name: say('chart.whole.drift.psi'),
                domain: [0, largest],
                tick,
                reference: largest >= LARGE ? LARGE : null,
              },
              ...(measured
                ? [
                    {
                      name: say('chart.whole.drift.ks'),
                      domain: [0, Math.max(0.1, ...shown.map(({ ks }) => ks ?? 0))] as const,
                      tick,
                    },
                  ]
                : []),
            ],
            language,
          },
          canvas,
        ),
      ],
    };
  },
};
