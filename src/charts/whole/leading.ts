import { type BarRow, barRows, legendIntervals, type RowsSpec } from './bar-rows.ts';
import { MOST_BARS } from './importance.ts';
import { writeKey } from './mark-key.ts';
import { columnName } from './names.ts';
import { intervalOf, measureText, shares, shareTickOf } from './numbers.ts';
import type { ModelChart, Subject } from './picture.ts';
import { legendField } from './signs.ts';

/** Columns that lead in some row, most often first. */
const leadersOf = ({ inspection }: Subject) =>
  (inspection.importance?.players ?? [])
    .filter(({ leads }) => (leads.value ?? 0) > 0)
    .toSorted((a, b) => (b.leads.value ?? 0) - (a.leads.value ?? 0));

export const leading: ModelChart = {
  name: 'leading',
  accepts: (subject) => leadersOf(subject).length > 0,
  picture(subject) {
    const { language, inspection, words } = subject;
    const { say } = language;
    const leaders = leadersOf(subject);
    const shown = leaders.slice(0, MOST_BARS);
    const rest = leaders.slice(MOST_BARS);
    const share = shares(language);
    const regression = inspection.task === 'regression';
    const name = words.class(inspection.output);
    const label = (column: string): string => columnName(column, subject);
    const together = rest.reduce((sum, { leads }) => sum + (leads.value ?? 0), 0);
    const rows: BarRow[] = shown.map((player) => {
      const led = player.leads.value ?? 0;
      const raised = led * (player.raises.value ?? 0);
      return {
        id: player.name,
        key: writeKey({ kind: 'leader', column: player.name }),
        name: label(player.name),
        note: null,
        cells: [
          {
            stretches: [
              { from: 0, to: raised, fill: 'toward' },
              { from: raised, to: led, fill: 'away' },
            ],
            interval: intervalOf(player.leads),
            text: share(led),
          },
        ],
      };
    });
    if (rest.length > 0)
      rows.push({
        id: ' rest',
        key: null,
        name: say('chart.whole.others', { count: rest.length }),
        note: null,
        muted: true,
        cells: [{ stretches: [{ from: 0, to: together, fill: 'muted' }], interval: null, text: share(together) }],
      });
    const highest = Math.max(...shown.map(({ leads }) => leads.high ?? leads.value ?? 0), together);
    const bars: RowsSpec = {
      rows,
      panels: [{ name: say('chart.whole.axis.leads'), domain: [0, Math.min(1, highest)], tick: shareTickOf(language) }],
      language,
    };
    return {
      title: say('chart.whole.leading.title'),
      sentence: say('chart.whole.leading.says', {
        name: label(shown[0].name),
        share: measureText(shown[0].leads, share, language),
      }),
      notes: inspection.importance
        ? [
            say('chart.whole.explained', {
              rows: inspection.importance.rows,
              explainer: inspection.importance.explainer,
              exact: inspection.importance.exact,
            }),
          ]
        : [],
      legend: [
        legendField('toward', say('chart.toward', { name, regression }), 'toward'),
        legendField('away', say('chart.away', { name, regression }), 'away'),
        ...legendIntervals(rows, language),
      ],
      names: rows.map(({ name }) => name),
      marks: shown.map((player) => ({
        key: writeKey({ kind: 'leader', column: player.name }),
        says: say('chart.whole.leading.column', {
          name: label(player.name),
          share: measureText(player.leads, share, language),
          raises: measureText(player.raises, share, language),
          class: name,
          regression,
        }),
      })),
      table: {
        columns: [
          { id: 'column', name: say('chart.whole.column.column') },
          { id: 'leads', name: say('chart.whole.column.leads'), write: share },
          { id: 'raises', name: say('chart.whole.column.raises', { class: name, regression }), write: share },
        ],
        rows: leaders.map((player) => [label(player.name), player.leads, player.raises]),
      },
      bars,
      body: (canvas, beside) => [barRows(bars, canvas, beside?.bars)],
    };
  },
};
