import type { InspectedMeasure, Inspection } from '../../records/inspection.ts';
import { type BarRow, barRows, legendIntervals, type Panel } from './bar-rows.ts';
import { writeKey } from './mark-key.ts';
import { columnName, listed, plainName } from './names.ts';
import { extentOf, intervalOf, measureText, numbersOf, shares, tickOf } from './numbers.ts';
import type { ModelChart, Subject } from './picture.ts';
import { legendField } from './signs.ts';
import { unitOf, unitsOf } from './units.ts';

type Player = NonNullable<Inspection['importance']>['players'][number];

/** Most columns that have a bar of their own; the table has all. */
export const MOST_BARS = 20;

interface Entry {
  readonly name: string;
  readonly label: string;
  readonly effect: InspectedMeasure | null;
  readonly permuted: InspectedMeasure | null;
}

/** Columns by importance; by permutation where nothing was explained. */
function entriesOf(subject: Subject): readonly Entry[] {
  const { importance, permutation } = subject.inspection;
  const label = (name: string): string => columnName(name, subject);
  if (!importance)
    return (permutation ?? []).map(({ name, increase }) => ({
      name,
      label: label(name),
      effect: null,
      permuted: increase,
    }));
  return importance.players.map((player: Player) => ({
    name: player.name,
    label: label(player.name),
    effect: player.importance,
    permuted: permutation?.find(({ name }) => name === player.name)?.increase ?? null,
  }));
}

const sumOf = (entries: readonly Entry[]): number => entries.reduce((all, { effect }) => all + (effect?.value ?? 0), 0);

export const importance: ModelChart = {
  name: 'importance',
  accepts: (subject) => entriesOf(subject).length > 0,
  picture(subject) {
    const { language, inspection, words } = subject;
    const { say } = language;
    const entries = entriesOf(subject);
    const shown = entries.slice(0, MOST_BARS);
    const rest = entries.slice(MOST_BARS);
    const explained = inspection.importance !== null;
    const permuted = entries.some((entry) => entry.permuted !== null);
    const shuffled = inspection.permutation?.[0]?.rows ?? inspection.table.known;
    const effects = extentOf(entries.flatMap(({ effect }) => effect ?? []));
    const changes = extentOf(entries.flatMap((entry) => entry.permuted ?? []));
    const units = unitsOf(subject, Math.max(0, ...effects));
    const change = numbersOf(Math.max(0, ...changes.map(Math.abs)), language);
    const effectText = (measure: InspectedMeasure | null): string =>
      measure === null ? '' : measureText(measure, units.size, language);
    const changeText = (measure: InspectedMeasure | null): string =>
      measure === null ? '' : measureText(measure, change, language);
    const cell = (measure: InspectedMeasure | null, write: (value: number) => string, fill: 'toward' | 'away') =>
      measure?.value == null
        ? null
        : {
            stretches: [
              { from: 0, to: measure.value, fill, faint: (measure.low ?? 1) <= 0 && (measure.high ?? 0) >= 0 },
            ],
            interval: intervalOf(measure),
            text: write(measure.value),
          };
    const cellsOf = (entry: Pick<Entry, 'effect' | 'permuted'>) => [
      ...(explained ? [cell(entry.effect, units.size, 'toward')] : []),
      ...(permuted ? [cell(entry.permuted, change, 'away')] : []),
    ];
    const others = { effect: { value: sumOf(rest), low: null, high: null }, permuted: null };
    const rows: BarRow[] = [
      ...shown.map((entry) => ({
        id: entry.name,
        key: writeKey({ kind: 'column', column: entry.name }),
        name: entry.label,
        note: null,
        cells: cellsOf(entry),
      })),
      ...(rest.length > 0
        ? [
            {
              id: ' rest',
              key: null,
              name: say('chart.whole.others', { count: rest.length }),
              note: null,
              muted: true,
              cells: cellsOf(others),
            },
          ]
        : []),
    ];
    const tick = tickOf(language);
    const panels: Panel[] = [
      ...(explained
        ? [
            {
              name: say('chart.whole.importance.effect', { units: units.name }),
              domain: [0, Math.max(...effects, rest.length > 0 ? sumOf(rest) : 0)] as const,
              tick: units.tick,
            },
          ]
        : []),
      ...(permuted
        ? [
            {
              name: say('chart.whole.importance.permuted'),
              domain: [Math.min(0, ...changes), Math.max(0, ...changes)] as const,
              tick,
            },
          ]
        : []),
    ];
    const all = sumOf(entries);
    const share = shares(language);
    const leading = entries.filter(({ effect }) => (effect?.value ?? 0) > 0).slice(0, 3);
    const class_ = unitOf(inspection) === 'value' ? '' : words.class(inspection.output);
    return {
      title: say('chart.whole.importance.title', { class: class_ }),
      sentence: explained
        ? say('chart.whole.importance.says', {
            names:
              leading.length > 0
                ? listed(
                    leading.map(({ name }) => plainName(name, subject)),
                    subject,
                  )
                : null,
            part: all > 0 && leading.length < entries.length ? share(sumOf(leading) / all) : null,
          })
        : say('chart.whole.importance.saysPermuted', {
            names: listed(
              shown.slice(0, 3).map(({ name }) => plainName(name, subject)),
              subject,
            ),
          }),
      notes: [
        ...(inspection.importance
          ? [
              say('chart.whole.explained', {
                rows: inspection.importance.rows,
                explainer: inspection.importance.explainer,
                exact: inspection.importance.exact,
              }),
            ]
          : []),
        ...(permuted && shuffled < inspection.table.known
          ? [say('chart.whole.importance.sampled', { rows: shuffled, all: inspection.table.known })]
          : []),
        ...(rest.length > 0 ? [say('chart.whole.shown', { shown: shown.length, all: entries.length })] : []),
      ],
      legend: [
        ...(explained ? [legendField('effect', say('chart.whole.importance.effectShort'), 'toward')] : []),
        ...(permuted ? [legendField('permuted', say('chart.whole.importance.permutedShort'), 'away')] : []),
        ...legendIntervals(rows, language),
      ],
      names: rows.map(({ name }) => name),
      marks: shown.map((entry) => ({
        key: writeKey({ kind: 'column', column: entry.name }),
        says: say('chart.whole.importance.column', {
          name: entry.label,
          effect: entry.effect ? effectText(entry.effect) : null,
          units: units.name,
          permuted: entry.permuted ? changeText(entry.permuted) : null,
        }),
      })),
      table: {
        columns: [
          { id: 'column', name: say('chart.whole.column.column') },
          ...(explained
            ? [
                {
                  id: 'importance',
                  name: say('chart.whole.importance.effect', { units: units.name }),
                  write: units.size,
                },
              ]
            : []),
          ...(permuted ? [{ id: 'permutation', name: say('chart.whole.importance.permuted'), write: change }] : []),
        ],
        rows: entries.map((entry) => [
          entry.label,
          ...(explained ? [entry.effect] : []),
          ...(permuted ? [entry.permuted] : []),
        ]),
      },
      bars: { rows, panels, language },
      body: (canvas, beside) => [barRows({ rows, panels, language }, canvas, beside?.bars)],
    };
  },
};
