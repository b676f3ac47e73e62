import type { ErrorPart } from '../../records/inspection.ts';
import { barRows } from './bar-rows.ts';
import { writeKey } from './mark-key.ts';
import { conditionName, listed } from './names.ts';
import { extentOf, intervalOf, measureText, numbersOf, shares, shareTickOf, tickOf } from './numbers.ts';
import type { ModelChart, Subject } from './picture.ts';
import { legendInterval } from './signs.ts';

interface Place {
  readonly part: ErrorPart;
  /** From the root on, which of the parts. */
  readonly path: readonly number[];
  /** Its own condition in words, and those above it. */
  readonly name: string;
  readonly above: readonly string[];
}

function placesOf(root: ErrorPart, subject: Subject): Place[] {
  const follow = (part: ErrorPart, path: readonly number[], above: readonly string[]): Place[] => {
    const name = part.condition
      ? conditionName(part.condition, subject)
      : subject.language.say('chart.whole.errorTree.all');
    const under = part.condition ? [...above, name] : above;
    return [{ part, path, name, above }, ...part.parts.flatMap((one, at) => follow(one, [...path, at], under))];
  };
  return follow(root, [], []);
}

export const errorTree: ModelChart = {
  name: 'error-tree',
  accepts: ({ inspection }) => inspection.errors?.error.value != null,
  picture(subject) {
    const { language, inspection } = subject;
    const { say } = language;
    const root = inspection.errors as ErrorPart;
    const { known } = inspection.table;
    const places = placesOf(root, subject);
    const share = inspection.task !== 'regression';
    const ends = extentOf(places.map(({ part }) => part.error));
    const most = Math.max(0, ...ends);
    const write = share ? shares(language) : numbersOf(most, language);
    const leaves = places.filter(({ part, path }) => part.parts.length === 0 && path.length > 0);
    const worst = leaves.reduce(
      (best: Place | null, one) => (best && (best.part.error.value ?? 0) >= (one.part.error.value ?? 0) ? best : one),
      null,
    );
    const key = ({ path }: Place): string => writeKey({ kind: 'part', path });
    const where = ({ above, name, part }: Place): string => (part.condition ? listed([...above, name], subject) : name);
    const title = say('chart.whole.axis.error', { share });
    const names = places.map(({ name }) => name);
    return {
      title: say('chart.whole.errorTree.title'),
      sentence: worst
        ? say('chart.whole.errorTree.says', {
            where: where(worst),
            error: measureText(worst.part.error, write, language),
            all: measureText(root.error, write, language),
            share,
          })
        : say('chart.whole.errorTree.nothing', { all: measureText(root.error, write, language), share }),
      notes: [
        ...(worst ? [say('chart.whole.errorTree.note')] : []),
        ...(root.rows < known ? [say('chart.whole.errorTree.sampled', { rows: root.rows, all: known })] : []),
      ],
      legend: [legendInterval(language)],
      names,
      marks: places.map((place) => ({
        key: key(place),
        says: say('chart.whole.errorTree.part', {
          where: where(place),
          rows: place.part.rows,
          error: measureText(place.part.error, write, language),
          share,
        }),
      })),
      table: {
        columns: [
          { id: 'rows_where', name: say('chart.whole.column.where') },
          { id: 'rows', name: say('chart.whole.column.rows'), write: (value) => language.number(value) },
          { id: 'error', name: title, write },
        ],
        rows: places.map((place) => [where(place), place.part.rows, place.part.error]),
      },
      body: (canvas) => [
        barRows(
          {
            rows: places.map((place) => ({
              id: place.path.join('.') || 'all',
              key: key(place),
              name: place.name,
              note: say('chart.whole.rowCount', { rows: place.part.rows }),
              depth: place.path.length,
              cells: [
                {
                  stretches: [{ from: 0, to: place.part.error.value ?? 0, fill: place === worst ? 'toward' : 'away' }],
                  interval: intervalOf(place.part.error),
                  text: write(place.part.error.value ?? 0),
                },
              ],
            })),
            panels: [{ name: title, domain: [0, most], tick: share ? shareTickOf(language) : tickOf(language) }],
            language,
          },
          canvas,
        ),
      ],
    };
  },
};
