import type { Inspection } from '../../records/inspection.ts';
import { type BarRow, barRows, legendIntervals, type Panel } from './bar-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName, listed, plainName } from './names.ts';
import { extentOf, intervalOf, measureText } from './numbers.ts';
import type { ModelChart } from './picture.ts';
import { legendField } from './signs.ts';
import { unitsOf } from './units.ts';

type Against = NonNullable<Inspection['againstModel']>;
type Used = NonNullable<Against['columns']>[number];

const MOST_COLUMNS = 20;

/** Which columns two models use otherwise. */
export const twoModels: ModelChart = {
  name: 'two-models',
  accepts: ({ inspection }) => (inspection.againstModel?.columns?.length ?? 0) > 0,
  picture(subject) {
    const { inspection, language, words } = subject;
    const { say } = language;
    const { columns: all, model, explained, space } = inspection.againstModel as Against;
    const columns = all ?? [];
    const shown = columns.slice(0, MOST_COLUMNS);
    const sizes = extentOf(shown.flatMap(({ first, second }) => [first, second].filter((one) => one !== null)));
    const apart = extentOf(shown.map((one) => one.apart));
    const most = Math.max(0, ...sizes, ...apart);
    const importance = inspection.importance && { ...inspection.importance, space };
    const units = unitsOf({ ...subject, inspection: { ...inspection, importance } }, most);
    const name = (column: string): string => columnName(column, subject);
    const key = (column: string): string => writeKey({ kind: 'column', column });
    const regression = inspection.task === 'regression';
    const cell = (measure: Used['first'], fill: 'toward' | 'away' | 'muted') =>
      measure?.value == null
        ? null
        : {
            stretches: [{ from: 0, to: measure.value, fill }],
            interval: intervalOf(measure),
            text: units.size(measure.value),
          };
    const rows = shown.map(
      (one): BarRow => ({
        id: one.name,
        key: key(one.name),
        name: name(one.name),
        note: null,
        cells: [cell(one.first, 'toward'), cell(one.second, 'away'), cell(one.apart, 'muted')],
      }),
    );
    const panel = (title: string): Panel => ({ name: title, domain: [0, most], tick: units.tick });
    const alike = inspection.model.name === model.name;
    const here = alike ? say('chart.whole.models.this', { model: model.name }) : inspection.model.name;
    const there = alike ? say('chart.whole.models.other', { model: model.name }) : model.name;
    const used = columns.filter(({ apart }) => units.size(apart.value ?? 0) !== units.size(0)).slice(0, 3);
    const written = (measure: Used['first']): string | null =>
      measure === null ? null : measureText(measure, units.size, language);
    return {
      title: say('chart.whole.models.title', { first: here, second: there }),
      sentence: say('chart.whole.models.says', {
        names: listed(
          used.map((one) => plainName(one.name, subject)),
          subject,
        ),
        count: used.length,
        class: words.class(inspection.output),
        regression,
      }),
      notes: [
        say('chart.whole.models.note', { rows: explained, units: units.name }),
        ...(shown.length < columns.length
          ? [say('chart.whole.shown', { shown: shown.length, all: columns.length })]
          : []),
      ],
      legend: [
        legendField('first', here, 'toward'),
        legendField('second', there, 'away'),
        legendField('apart', say('chart.whole.models.apart'), 'muted'),
        ...legendIntervals(rows, language),
      ],
      names: rows.map((row) => row.name),
      marks: shown.map((one) => ({
        key: key(one.name),
        says: say('chart.whole.models.column', {
          name: name(one.name),
          first: written(one.first),
          second: written(one.second),
          apart: measureText(one.apart, units.size, language),
          units: units.name,
        }),
      })),
      table: {
        columns: [
          { id: 'column', name: say('chart.whole.column.column') },
          { id: 'first', name: say('chart.whole.models.of', { model: here }), write: units.size },
          { id: 'second', name: say('chart.whole.models.of', { model: there }), write: units.size },
          { id: 'apart', name: say('chart.whole.models.apart'), write: units.size },
          { id: 'difference', name: say('chart.whole.models.difference', { units: units.name }), write: units.signed },
        ],
        rows: columns.map((one) => [name(one.name), one.first, one.second, one.apart, one.difference]),
      },
      body: (canvas) => [
        barRows(
          { rows, panels: [panel(here), panel(there), panel(say('chart.whole.models.apart'))], language },
          canvas,
        ),
      ],
    };
  },
};
