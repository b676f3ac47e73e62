import type { InspectedMeasure, Inspection } from '../library/index.ts';
import { columnName, type InspectionStyle, measured, title } from './inspection-style.ts';
import type { Line } from './terminal.ts';
import { padEnd, padStart, shorten, widthOf } from './terminal-text.ts';

type Fairness = NonNullable<Inspection['fairness']>[number];
type Membership = Fairness['groups'][number]['of'][number];

const MOST_CARRIERS = 3;
const LONGEST_GROUP = 40;
/** Fewer explained rows, of a group or of all others, say nothing of what carries a gap. */
const FEW_EXPLAINED = 10;

function memberName(member: Membership, style: InspectionStyle): string {
  const { language, words } = style;
  const { say, number } = language;
  if ('level' in member) return words.level(member.column, member.level);
  if ('missing' in member) return say('cli.inspect.missing');
  const { from, to } = member;
  if (from === null) return say('cli.inspect.upTo', { to: number(to ?? 0) });
  return to === null
    ? say('cli.inspect.above', { from: number(from) })
    : say('cli.inspect.between', { from: number(from), to: number(to) });
}

/** Whom a model treats how, by the groups of some columns. */
export function fairnessLines(fairness: Fairness, { output }: Inspection, style: InspectionStyle): Line[] {
  const { language, words } = style;
  const { say } = language;
  const name = words.class(output);
  const groupName = (at: number): string =>
    shorten(fairness.groups[at].of.map((one) => memberName(one, style)).join(', '), LONGEST_GROUP);
  const cells = fairness.groups.map((group, at) => ({
    name: groupName(at),
    rows: language.number(group.rows),
    selected: measured(group.selectionRate, style, 'share'),
    found: group.known ? measured(group.known.truePositiveRate, style, 'share') : '',
    wrongly: group.known ? measured(group.known.falsePositiveRate, style, 'share') : '',
    small: group.small,
  }));
  const known = fairness.groups.some((group) => group.known !== null);
  const head = {
    name: '',
    rows: say('cli.inspect.groupRows'),
    selected: say('cli.inspect.takenFor', { class: name }),
    found: known ? say('cli.inspect.truePositive') : '',
    wrongly: known ? say('cli.inspect.falsePositive') : '',
  };
  const widest = (of: keyof typeof head): number => Math.max(...[head, ...cells].map((cell) => widthOf(cell[of])));
  const sizes = { name: widest('name'), rows: widest('rows'), selected: widest('selected'), found: widest('found') };
  const line = (cell: typeof head): string =>
    `  ${padEnd(cell.name, sizes.name)}  ${padStart(cell.rows, sizes.rows)}  ${padEnd(cell.selected, sizes.selected)}` +
    `  ${padEnd(cell.found, sizes.found)}  ${cell.wrongly}`;
  const { largest, smallest, difference, ratio } = fairness.demographicParity;
  return [
    ...title(say('cli.inspect.treats', { columns: fairness.columns.map((column) => columnName(column, style)) })),
    [{ text: line(head), style: 'dim' }],
    ...cells.map((cell): Line => {
      if (!cell.small) return line(cell);
      return [{ text: `${line(cell)}  ${say('cli.inspect.small', { why: cell.small })}`, style: 'dim' }];
    }),
    ...(largest === null || smallest === null
      ? [`  ${say('cli.inspect.nothingToCompare')}`]
      : [
          `  ${say('cli.inspect.parity', {
            class: name,
            largest: groupName(largest),
            smallest: groupName(smallest),
            difference: measured(difference, style, 'points'),
          })}`,
          `  ${say('cli.inspect.ratio', { ratio: measured(ratio, style), rule: fairness.fourFifths })}`,
        ]),
    ...(fairness.equalOpportunity?.difference.value != null
      ? [
          `  ${say('cli.inspect.opportunity', {
            difference: measured(fairness.equalOpportunity.difference, style, 'points'),
            odds: measured(fairness.equalisedOdds ?? fairness.equalOpportunity.difference, style, 'points'),
          })}`,
        ]
      : []),
    ...gapLines(fairness, groupName, style),
  ];
}

/** For each group that is large enough: what carries its difference to the others. */
function gapLines({ gaps, groups }: Fairness, groupName: (at: number) => string, style: InspectionStyle): Line[] {
  const { say } = style.language;
  return (gaps ?? []).flatMap((gap, at): Line[] => {
    if (!gap || groups[at].small === 'rows' || Math.min(...gap.rows) < FEW_EXPLAINED) return [];
    const { difference, columns } = gap;
    const carriers = columns
      .slice(0, MOST_CARRIERS)
      .map((column) => `${columnName(column.name, style)} ${signed(column.difference, style)}`);
    const whole = signed({ value: difference, low: null, high: null }, style);
    return [`  ${say('cli.inspect.carries', { group: groupName(at), difference: whole, columns: carriers })}`];
  });
}

const signed = (measure: InspectedMeasure, style: InspectionStyle): string =>
  ((measure.value ?? 0) > 0 ? '+' : '') + measured(measure, style);
