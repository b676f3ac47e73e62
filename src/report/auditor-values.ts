import { tableOf } from '../charts/wording.ts';
import { columnsIn, isProtected } from '../wording/answer-sentence.ts';
import { classText } from '../wording/class-words.ts';
import { formatNumber, formatPercent } from '../wording/format.ts';
import { additivityText, curvesText, fitOf } from '../wording/trust-words.ts';
import { labelOf, valueText } from '../wording/value-words.ts';
import { curvesFigure } from './figures.ts';
import { type Markup, name, type Part } from './markup.ts';
import { type Fact, facts, names, paragraph, section, table } from './pieces.ts';
import { isSilent, type Subject } from './subject.ts';

/** Rows of the table of values; the others are in the record. */
const MOST_ROWS = 200;

/** All values of the output that is shown, as they stand in the record. */
export function values(subject: Subject): Markup | null {
  const { view, language, record, output, card, choice } = subject;
  const { say } = language;
  if (isSilent(subject)) return section(say('report.values.title'), paragraph(say('report.reasons.silent')));
  const { header, rows, numbers } = tableOf(view);
  const rest = rows.length - MOST_ROWS;
  const exact = (value: number): string => language.number(value, { maximumSignificantDigits: 12 });
  return section(
    say('report.values.title'),
    paragraph(say('report.values.says', { label: view.name, units: view.units, scale: view.scale })),
    facts([
      [say('report.values.output'), name(classText(card, choice.output, language))],
      [say('page.trust.term.base'), exact(record.base[output])],
      [say('page.trust.term.prediction'), exact(record.prediction[output])],
      [say('report.values.answer'), exact(record.modelOutput[output])],
    ]),
    table({
      caption: say('report.values.caption', { label: view.name }),
      header,
      isNumber: (at) => at >= header.length - numbers,
      rows: rows.slice(0, MOST_ROWS).map(({ cells }) => cells.map(name)),
    }),
    rest > 0 && paragraph(say('report.values.rest', { count: rest })),
  );
}

const numberOf = (measure: unknown, output: number): number | null => {
  const one = Array.isArray(measure) ? measure[output] : measure;
  return typeof one === 'number' ? one : null;
};

/** Whether the values add up, and whether they matter to the model. */
export function checks(subject: Subject): Markup | null {
  const { record, language, output, probability, view } = subject;
  const { say } = language;
  if (isSilent(subject)) return null;
  const one = { record, output, probability };
  const residual = record.additivityResidual?.[output];
  const errors = record.standardErrors?.[output];
  const largest = errors && Math.max(0, ...errors);
  const areas = (['deletionArea', 'insertionArea'] as const).map((area) => numberOf(record.fidelity[area], output));
  const fit = fitOf(record, output);
  const amount = (value: number): string =>
    view.unit === 'probability' ? formatPercent(value, language) : formatNumber(value, language);
  const entries: Fact[] = [
    [
      say('report.checks.additivity'),
      [additivityText(one, language), residual !== undefined && ` (${formatNumber(residual, language)})`],
    ],
    [say('report.checks.error'), largest === undefined || largest === null ? null : formatNumber(largest, language)],
    [say('report.checks.deletion'), areas[0] !== null && amount(areas[0])],
    [say('report.checks.insertion'), areas[1] !== null && amount(areas[1])],
    [say('page.trust.term.measures.r2'), fit !== null && formatNumber(fit, language)],
  ];
  const curves = curvesText(one, language);
  return section(
    say('report.checks.title'),
    facts(entries),
    curves !== null && paragraph(curves),
    curvesFigure(subject),
  );
}

/** What columns carry that ought not to count. */
export function protectedColumns({ record, card: shown, language, output, view }: Subject): Markup | null {
  const { say } = language;
  if (record.input.kind !== 'tabular') return null;
  const title = say('report.protected.title');
  if (!shown.protected || shown.protected.length === 0) return section(title, paragraph(say('report.protected.none')));
  const sizes = record.attributions[output].map(Math.abs);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const marked = record.players
    .map((player, index) => ({ player, index, shown: view.players.find((one) => one.index === index) }))
    .filter(({ player }) => isProtected(shown, columnsIn(record, player)));
  const given = shown.protected.filter(
    (column) => record.input.kind === 'tabular' && record.input.columns.includes(column),
  );
  const others = shown.protected.filter((column) => !given.includes(column));
  const share = total > 0 ? marked.reduce((sum, { index }) => sum + sizes[index], 0) / total : 0;
  return section(
    title,
    marked.length > 0 && paragraph(say('report.protected.share', { share: formatPercent(share, language) })),
    marked.length > 0 &&
      table({
        caption: title,
        header: [
          say('chart.column.player'),
          say('chart.column.effect', { units: view.units }),
          say('report.protected.part'),
        ],
        isNumber: (at) => at > 0,
        rows: marked.map(({ player, index, shown: one }) => [
          name(labelOf(shown, player, language)),
          one ? view.format.effect(one.value, one.error) : '',
          formatPercent(total > 0 ? sizes[index] / total : 0, language),
        ]),
      }),
    others.length > 0 &&
      paragraph([
        say('report.protected.notGiven'),
        ' ',
        names(
          others.map((column) => labelOf(shown, column, language)),
          language,
        ),
        '.',
      ]),
    paragraph(say('report.protected.proxies')),
  );
}

/** Where the row lies outside of what the table holds. */
export function outsideRange({ record, about, language, card: shown }: Subject): Markup | null {
  const { say } = language;
  const { input } = record;
  if (input.kind !== 'tabular') return null;
  const title = say('report.range.title');
  const { ranges } = about;
  if (!input.values || !ranges) return section(title, paragraph(say('report.range.unknown')));
  const { values: cells } = input;
  const outside = ranges.columns.flatMap(({ name: column, range, levels }): (readonly Part[])[] => {
    const cell = cells[input.columns.indexOf(column)];
    if (cell === undefined || cell === null) return [];
    const text = (one: number | string): string => valueText(shown, { name: column, cell: one }, language);
    const own = name(text(cell));
    if (typeof cell === 'number')
      return range && (cell < range[0] || cell > range[1])
        ? [
            [
              name(labelOf(shown, column, language)),
              own,
              say('report.range.from', { least: text(range[0]), most: text(range[1]) }),
            ],
          ]
        : [];
    return levels && !levels.includes(cell)
      ? [[name(labelOf(shown, column, language)), own, say('report.range.level')]]
      : [];
  });
  return section(
    title,
    paragraph(say('report.range.says', { count: outside.length, file: ranges.file })),
    outside.length > 0 &&
      table({
        caption: title,
        header: [say('chart.column.player'), say('chart.column.cell'), say('report.range.there')],
        isNumber: () => false,
        rows: outside,
      }),
  );
}
