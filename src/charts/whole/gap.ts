import { type BarRow, barRows, legendIntervals, type RowsSpec } from './bar-rows.ts';
import { carriersOf } from './carriers.ts';
import { writeKey } from './mark-key.ts';
import { columnName, type Fairness, groupName, listed, plainName } from './names.ts';
import { measureText } from './numbers.ts';
import type { ModelChart, Subject } from './picture.ts';
import { divisionOf } from './rates.ts';
import { legendField } from './signs.ts';
import { unitsOf } from './units.ts';

type Gap = NonNullable<NonNullable<Fairness['gaps']>[number]>;

const MOST_CARRIERS = 12;
/** Fewer explained rows, of a group or of all others, say nothing of what carries a gap. */
const FEW_EXPLAINED = 10;

interface Shown {
  readonly division: number;
  readonly group: number;
  readonly found: Fairness;
  readonly gap: Gap;
}

/** The group that was chosen, else the one that differs most of those that are large enough. */
function shownOf(subject: Subject): Shown | null {
  const division = divisionOf(subject);
  if (!division) return null;
  const { at, found } = division;
  const all = (found.gaps ?? []).flatMap((gap, group) => (gap ? [{ division: at, group, found, gap }] : []));
  const chosen = all.find(({ group }) => group === subject.choice.group);
  if (chosen) return chosen;
  const enough = all.filter(
    ({ gap, group }) => found.groups[group].small !== 'rows' && Math.min(...gap.rows) >= FEW_EXPLAINED,
  );
  return (enough.length > 0 ? enough : all).reduce(
    (best: Shown | null, one) => (best && Math.abs(best.gap.difference) >= Math.abs(one.gap.difference) ? best : one),
    null,
  );
}

export const gap: ModelChart = {
  name: 'gap',
  accepts: (subject) => (shownOf(subject)?.gap.columns.length ?? 0) > 0,
  picture(subject) {
    const { language, inspection, words } = subject;
    const { say } = language;
    const { division, group, found, gap: own } = shownOf(subject) as Shown;
    const { columns, difference } = own;
    const shown = columns.length <= MOST_CARRIERS + 1 ? columns : columns.slice(0, MOST_CARRIERS);
    const rest = columns.slice(shown.length);
    const name = groupName(found.groups[group], subject);
    const label = (column: string): string => columnName(column, subject);
    const sum = (some: typeof columns): number => some.reduce((all, { difference: one }) => all + (one.value ?? 0), 0);
    const starts: number[] = [];
    for (let at = 0, total = 0; at < shown.length; total += shown[at].difference.value ?? 0, at++) starts.push(total);
    const ends = [0, difference, ...starts, sum(shown)];
    const reach = shown.flatMap(({ difference: { low, high } }, at) => [
      starts[at] + (low ?? 0),
      starts[at] + (high ?? 0),
    ]);
    const units = unitsOf(
      subject,
      Math.max(...[...ends, ...shown.map((one) => one.difference.value ?? 0)].map(Math.abs)),
    );
    const key = (column: string): string => writeKey({ kind: 'carrier', division, group, column });
    const colour = (value: number) => (value >= 0 ? ('toward' as const) : ('away' as const));
    const rows: BarRow[] = shown.map(({ name: column, difference: { value, low, high } }, at) => ({
      id: column,
      key: key(column),
      name: label(column),
      note: null,
      cells: [
        {
          stretches: [
            {
              from: starts[at],
              to: starts[at] + (value ?? 0),
              fill: colour(value ?? 0),
              faint: low !== null && high !== null && low <= 0 && high >= 0,
            },
          ],
          interval: low === null || high === null ? null : [starts[at] + low, starts[at] + high],
          text: units.signed(value ?? 0),
        },
      ],
    }));
    const other = (id: string, title: string, from: number, to: number): BarRow => ({
      id,
      key: null,
      name: title,
      note: null,
      cells: [{ stretches: [{ from, to, fill: 'muted' }], interval: null, text: units.signed(to - from) }],
    });
    if (rest.length > 0)
      rows.push(other(' rest', say('chart.whole.others', { count: rest.length }), sum(shown), sum(shown) + sum(rest)));
    rows.push(other(' all', say('chart.whole.gap.all'), 0, difference));
    const regression = inspection.task === 'regression';
    const class_ = words.class(inspection.output);
    const carriers = carriersOf(columns, difference);
    const bars: RowsSpec = {
      rows,
      panels: [
        {
          name: say('chart.whole.axis.difference', { units: units.name }),
          domain: [Math.min(...ends, ...reach), Math.max(...ends, ...reach)],
          tick: units.tick,
        },
      ],
      language,
    };
    return {
      title: say('chart.whole.gap.title', { group: name }),
      sentence: say('chart.whole.gap.says', {
        group: name,
        class: class_,
        regression,
        size: units.size(Math.abs(difference)),
        units: units.name,
        way: difference > 0 ? 'more' : difference < 0 ? 'less' : 'same',
        names:
          carriers.named.length > 0
            ? listed(
                carriers.named.map((one) => plainName(one.name, subject)),
                subject,
              )
            : null,
        mostly: carriers.mostly,
      }),
      notes: [
        say('chart.whole.gap.note', { own: own.rows[0], others: own.rows[1] }),
        ...(Math.min(...own.rows) < FEW_EXPLAINED
          ? [say('chart.whole.gap.few')]
          : found.groups[group].small === 'rows'
            ? [say('chart.whole.gap.small')]
            : []),
      ],
      legend: [
        legendField('toward', say('chart.whole.gap.raises', { class: class_, regression }), 'toward'),
        legendField('away', say('chart.whole.gap.lowers', { class: class_, regression }), 'away'),
        ...legendIntervals(rows, language),
      ],
      names: rows.map(({ name }) => name),
      marks: shown.map((column) => ({
        key: key(column.name),
        says: say('chart.whole.gap.column', {
          name: label(column.name),
          difference: measureText(column.difference, units.signed, language),
          units: units.name,
          group: name,
        }),
      })),
      table: {
        columns: [
          { id: 'column', name: say('chart.whole.column.column') },
          { id: 'difference', name: say('chart.whole.column.difference', { units: units.name }), write: units.signed },
          { id: 'group_mean', name: say('chart.whole.column.inGroup'), write: units.signed },
          { id: 'others_mean', name: say('chart.whole.column.inOthers'), write: units.signed },
        ],
        rows: columns.map((column) => [label(column.name), column.difference, column.first, column.second]),
      },
      bars,
      body: (canvas, beside) => [barRows(bars, canvas, beside?.bars)],
    };
  },
};
