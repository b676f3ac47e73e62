import type { Inspection } from '../../records/inspection.ts';
import { type BarRow, barRows, legendIntervals } from './bar-rows.ts';
import { carriersOf } from './carriers.ts';
import { writeKey } from './mark-key.ts';
import { columnName, listed, plainName } from './names.ts';
import { extentOf, intervalOf, measureText } from './numbers.ts';
import type { ModelChart } from './picture.ts';
import { legendField } from './signs.ts';
import { unitsOf } from './units.ts';

type Against = NonNullable<Inspection['against']>;
type Shift = NonNullable<Against['moved']>[number];

const MOST_COLUMNS = 20;

/** Whether its interval leaves 0 out. */
const isTold = ({ difference: { low, high } }: Shift): boolean => low !== null && high !== null && low * high > 0;

/** Which attributions are others in another table. */
export const moved: ModelChart = {
  name: 'moved',
  accepts: ({ inspection }) => (inspection.against?.moved?.length ?? 0) > 0,
  picture(subject) {
    const { inspection, language, words } = subject;
    const { say } = language;
    const against = inspection.against as Against;
    const columns = against.moved ?? [];
    const shown = columns.slice(0, MOST_COLUMNS);
    const extent = extentOf(shown.map(({ difference }) => difference));
    const units = unitsOf(subject, Math.max(...shown.map(({ difference }) => Math.abs(difference.value ?? 0))));
    const name = (column: string): string => columnName(column, subject);
    const key = (column: string): string => writeKey({ kind: 'column', column });
    const regression = inspection.task === 'regression';
    const class_ = words.class(inspection.output);
    const total = columns.reduce((sum, { difference }) => sum + (difference.value ?? 0), 0);
    const size = units.size(Math.abs(total));
    const way = size === units.size(0) ? 'same' : total > 0 ? 'more' : 'less';
    const told = columns.filter(isTold);
    // What moves answers the other way is no part of what they differ by.
    const carriers = carriersOf(told, way === 'same' ? 0 : total);
    const named = carriers.mostly ? carriers.named : told.slice(0, 3);
    const rows = shown.map((one): BarRow => {
      const { value } = one.difference;
      return {
        id: one.name,
        key: key(one.name),
        name: name(one.name),
        note: null,
        cells: [
          value === null
            ? null
            : {
                stretches: [{ from: 0, to: value, fill: value >= 0 ? 'toward' : 'away', faint: !isTold(one) }],
                interval: intervalOf(one.difference),
                text: units.signed(value),
              },
        ],
      };
    });
    return {
      title: say('chart.whole.moved.title', { file: against.file }),
      sentence: say('chart.whole.moved.says', {
        names: listed(
          named.map((one) => plainName(one.name, subject)),
          subject,
        ),
        by: told.length === 0 ? null : carriers.mostly ? 'mean' : 'each',
        regression,
        class: class_,
        way,
        size,
        units: units.name,
      }),
      notes: [
        say('chart.whole.moved.note', { rows: against.explained, others: inspection.importance?.rows ?? 0 }),
        ...(shown.length < columns.length
          ? [say('chart.whole.shown', { shown: shown.length, all: columns.length })]
          : []),
      ],
      legend: [
        legendField('toward', say('chart.whole.moved.raises', { class: class_, regression }), 'toward'),
        legendField('away', say('chart.whole.moved.lowers', { class: class_, regression }), 'away'),
        ...legendIntervals(rows, language),
        ...(shown.every(isTold) ? [] : [legendField('chance', say('chart.whole.drift.chance'), 'toward', 0.3)]),
      ],
      names: rows.map((row) => row.name),
      marks: shown.map((one) => ({
        key: key(one.name),
        says: say('chart.whole.moved.column', {
          name: name(one.name),
          difference: measureText(one.difference, units.signed, language),
          units: units.name,
        }),
      })),
      table: {
        columns: [
          { id: 'column', name: say('chart.whole.column.column') },
          { id: 'difference', name: say('chart.whole.column.difference', { units: units.name }), write: units.signed },
          { id: 'mean_there', name: say('chart.whole.moved.there'), write: units.signed },
          { id: 'mean_here', name: say('chart.whole.moved.here'), write: units.signed },
        ],
        rows: columns.map((one) => [name(one.name), one.difference, one.first, one.second]),
      },
      body: (canvas) => [
        barRows(
          {
            rows,
            panels: [
              {
                name: say('chart.whole.moved.axis', { units: units.name }),
                domain: [Math.min(0, ...extent), Math.max(0, ...extent)],
                tick: units.tick,
              },
            ],
            language,
          },
          canvas,
        ),
      ],
    };
  },
};
