import type { InspectedMeasure } from '../../records/inspection.ts';
import { type BarRow, barRows, legendIntervals, type Panel } from './bar-rows.ts';
import { writeKey } from './mark-key.ts';
import { divisionName, type Fairness, groupName } from './names.ts';
import { extentOf, intervalOf, measureText, plainNumber, shares, shareTickOf, thresholdText } from './numbers.ts';
import type { ModelChart, Subject } from './picture.ts';
import { legendLine } from './signs.ts';

type Group = Fairness['groups'][number];

/** Most groups that have bars; the table has all. */
const MOST_GROUPS = 24;

/** Which division is shown; null where there is none. */
export function divisionOf({ inspection, choice }: Subject): { readonly at: number; readonly found: Fairness } | null {
  const all = inspection.fairness ?? [];
  const at = choice.division ?? 0;
  const found = all[at] ?? all[0];
  return found ? { at: all.indexOf(found), found } : null;
}

interface Rate {
  readonly id: string;
  readonly name: string;
  readonly of: (group: Group) => InspectedMeasure | null;
}

/** What the class is called that groups are decided for. */
const decidedName = ({ inspection: { classes, output }, choice, words }: Subject): string =>
  words.class(classes?.find((name) => name === choice.class) ?? output);

function ratesOf(subject: Subject, { groups }: Fairness): readonly Rate[] {
  const { say } = subject.language;
  const name = decidedName(subject);
  const known = groups.some((group) => group.known !== null);
  return [
    {
      id: 'selection_rate',
      name: say('chart.whole.rates.selected', { class: name }),
      of: (group) => group.selectionRate,
    },
    ...(known
      ? [
          {
            id: 'true_positive_rate',
            name: say('chart.whole.rates.found', { class: name }),
            of: ({ known: own }: Group) => own?.truePositiveRate ?? null,
          },
          {
            id: 'false_positive_rate',
            name: say('chart.whole.rates.wrongly', { class: name }),
            of: ({ known: own }: Group) => own?.falsePositiveRate ?? null,
          },
        ]
      : []),
  ];
}

export const rates: ModelChart = {
  name: 'rates',
  accepts: (subject) => (divisionOf(subject)?.found.groups.length ?? 0) > 0,
  picture(subject) {
    const { language, inspection } = subject;
    const { say } = language;
    const { at, found } = divisionOf(subject) as { at: number; found: Fairness };
    const { groups, demographicParity: parity, fourFifths } = found;
    const share = shares(language);
    // The answers of a regression are no shares.
    const line = inspection.task === 'regression' ? plainNumber : thresholdText;
    const wanted = ratesOf(subject, found);
    const bySize = groups.map((group, index) => ({ group, index })).toSorted((a, b) => b.group.rows - a.group.rows);
    const kept = new Set(bySize.slice(0, MOST_GROUPS).map(({ index }) => index));
    const shown = groups.flatMap((group, index) => (kept.has(index) ? [{ group, index }] : []));
    const name = (index: number): string => groupName(groups[index], subject);
    const why = ({ small }: Group): string | null => (small === null ? null : say('chart.whole.small', { why: small }));
    const key = (index: number): string => writeKey({ kind: 'group', division: at, group: index });
    const rows = shown.map(
      ({ group, index }): BarRow => ({
        id: `g${index}`,
        key: key(index),
        name: name(index),
        note: say('chart.whole.rowCount', { rows: group.rows }),
        muted: group.small !== null,
        cells: wanted.map(({ of }) => {
          const measure = of(group);
          if (measure?.value == null) return null;
          return {
            stretches: [{ from: 0, to: measure.value, fill: 'toward' }],
            interval: intervalOf(measure),
            text: share(measure.value),
          };
        }),
      }),
    );
    const most = parity.largest === null ? null : groups[parity.largest].selectionRate.value;
    const panels = wanted.map(({ name: title, of }, index): Panel => {
      const top = Math.max(0.02, ...extentOf(shown.flatMap(({ group }) => of(group) ?? [])));
      return {
        name: title,
        domain: [0, Math.min(1, top)],
        tick: shareTickOf(language),
        reference: index === 0 && most !== null ? 0.8 * most : null,
      };
    });
    const measures = ({ group }: { readonly group: Group }): string[] =>
      wanted.flatMap(({ name: title, of }) => {
        const measure = of(group);
        return measure
          ? [say('chart.whole.rates.rate', { name: title, rate: measureText(measure, share, language) })]
          : [];
      });
    return {
      title: say('chart.whole.rates.title', {
        columns: divisionName(found, subject),
        class: decidedName(subject),
      }),
      sentence:
        parity.largest === null || parity.smallest === null
          ? say('chart.whole.rates.nothing')
          : say('chart.whole.rates.says', {
              class: decidedName(subject),
              largest: name(parity.largest),
              most: measureText(groups[parity.largest].selectionRate, share, language),
              smallest: name(parity.smallest),
              least: measureText(groups[parity.smallest].selectionRate, share, language),
              rule: fourFifths,
            }),
      notes: [
        say('chart.whole.rates.note', { threshold: line(found.threshold, language) }),
        ...(groups.some(({ small }) => small !== null) ? [say('chart.whole.rates.grey')] : []),
        ...(shown.length < groups.length
          ? [say('chart.whole.rates.shown', { shown: shown.length, all: groups.length })]
          : []),
      ],
      legend: [
        ...legendIntervals(rows, language),
        ...(most === null ? [] : [legendLine('fifths', say('chart.whole.rates.fifths'), 'muted', true)]),
      ],
      names: rows.map(({ name, note }) => `${name} ${note}`),
      marks: shown.map(({ group, index }) => ({
        key: key(index),
        says: say('chart.whole.rates.group', {
          name: name(index),
          rows: group.rows,
          rates: measures({ group }),
          why: why(group),
        }),
      })),
      table: {
        columns: [
          { id: 'group', name: say('chart.whole.column.group') },
          { id: 'rows', name: say('chart.whole.column.rows'), write: (value) => language.number(value) },
          ...wanted.map(({ id, name: title }) => ({ id, name: title, write: share })),
          { id: 'too_small', name: say('chart.whole.column.note') },
        ],
        rows: groups.map((group, index) => [name(index), group.rows, ...wanted.map(({ of }) => of(group)), why(group)]),
      },
      bars: { rows, panels, language },
      body: (canvas, beside) => [barRows({ rows, panels, language }, canvas, beside?.bars)],
    };
  },
};
