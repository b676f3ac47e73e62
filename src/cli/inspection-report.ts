import type { Language } from '../catalogue/language.ts';
import { estimateWidth, type Measure } from '../charts/scene/measure.ts';
import type { ExplainedRows } from '../charts/whole/explained-rows.ts';
import { pictureSvg } from '../charts/whole/file.ts';
import { modelChart } from '../charts/whole/index.ts';
import type { Choice, ModelChartName, Picture, Subject } from '../charts/whole/picture.ts';
import { tableTexts } from '../charts/whole/tables.ts';
import type { Inspection } from '../library/index.ts';
import page from './inspection-report.html?raw';
import type { InspectionStyle } from './inspection-style.ts';
import { againstTables, againstTitle, type Told } from './print-against.ts';
import { decisionTexts, performanceEntries } from './print-inspection.ts';
import { decidedOtherwise, versusTables, versusTitle } from './print-versus.ts';

/** Pixels of a picture: what a sheet of paper takes. */
const WIDTH = 700;
/** Longer tables are folded away, and stay so on paper. */
const OPEN_ROWS = 24;
/** Of longer ones a picture is enough: a page must stay one that a browser opens. */
const MOST_ROWS = 500;
/** Columns whose effects are drawn by their values. */
const MOST_DEPENDENCES = 3;
/** Most classes that have pictures of their own. */
const MOST_CLASSES = 6;

type Pictured = readonly [chart: ModelChartName, choice: Choice];

/** An inspection as a page of its own: pictures as SVG, their numbers as tables, no script. */
export function inspectionReport(
  inspection: Inspection,
  rows: ExplainedRows | null,
  { language, words }: Pick<InspectionStyle, 'language' | 'words'>,
): string {
  const { say, text } = language;
  const {
    model,
    table,
    warnings,
    created,
    calls,
    milliseconds,
    seed,
    engine,
    against,
    againstModel: versus,
  } = inspection;
  const style: InspectionStyle = { language, words, width: WIDTH };
  const subject = (choice: Choice): Subject => ({ inspection, language, words, choice, rows });
  const figures = (wanted: readonly Pictured[]): string =>
    wanted
      .flatMap(([name, choice]) => {
        const chart = modelChart(name);
        const own = subject(choice);
        return chart?.accepts(own) ? [figureOf(chart.picture(own), own)] : [];
      })
      .join('\n');
  const section = (id: string, title: string, content: string): string =>
    content === '' ? '' : `<section id="${id}"><h2>${escaped(title)}</h2>\n${content}</section>`;
  const name = words.name || model.name;
  const heading = say('cli.inspect.heading', { model: name, used: table.used, rows: table.rows, file: table.file });
  const sections = [
    section('good', say('cli.inspect.howGood'), numbersOf(inspection, style) + figures(performanceCharts(inspection))),
    section(
      'reasons',
      say('cli.inspect.goesBy', { class: words.class(inspection.output) }),
      figures(reasonCharts(inspection)),
    ),
    section('groups', say('cli.inspect.report.groups'), figures(groupCharts(inspection))),
    ...(against ? [section('against', againstTitle(against, style), tablesOf(againstTables(inspection, style)))] : []),
    ...(versus ? [section('versus', versusTitle(versus, style), besideOther(inspection, style))] : []),
  ];
  const about = {
    engine,
    date: language.date(new Date(created), { dateStyle: 'long', timeStyle: 'short' }),
    seed: String(seed),
    sha256: model.sha256,
  };
  const told = [
    say('cli.inspect.footer', { calls, seconds: Math.round(milliseconds / 100) / 10 }),
    say('cli.inspect.report.made', about),
  ];
  const parts: Readonly<Record<string, string>> = {
    heading: escaped(heading),
    warnings: warnings.map((warning) => (warning ? paragraph(text(warning), 'warning') : '')).join('\n'),
    sections: sections.filter((one) => one !== '').join('\n'),
    footer: told.map((line) => paragraph(line)).join('\n'),
  };
  return page
    .replace('lang="en" dir="ltr"', `lang="${language.tag}" dir="${language.direction}"`)
    .replace(/\{\{(\w+)\}\}/g, (_, part) => parts[part]);
}

const paragraph = (content: string, name = ''): string => `<p${name && ` class="${name}"`}>${escaped(content)}</p>`;

/** All pictures of how good it is; of many classes those of the one that is explained. */
function performanceCharts({ performance, classes }: Inspection): Pictured[] {
  const each = ['roc', 'precision-recall', 'calibration', 'gain'] as const;
  const few = performance?.kind === 'multiclass' && classes !== null && classes.length <= MOST_CLASSES;
  const shown = few ? classes.map((one): Choice => ({ class: one })) : [{}];
  return [
    ['confusion', {}],
    ...shown.flatMap((choice) => each.map((name) => [name, choice] as const)),
    ['residuals', {}],
    ['error-tree', {}],
  ];
}

function reasonCharts({ importance, curves }: Inspection): Pictured[] {
  const first = (importance?.players ?? []).slice(0, MOST_DEPENDENCES);
  return [
    ['importance', {}],
    ['leading', {}],
    ['beeswarm', {}],
    ...first.map(({ name }) => ['dependence', { column: name }] as const),
    ['heat-map', {}],
    ['decision-plot', {}],
    ['network', {}],
    ...(curves ?? []).map(({ column }) => ['curve', { column }] as const),
  ];
}

/** Rates of each division, and what carries the difference of each group that is large enough. */
function groupCharts({ fairness }: Inspection): Pictured[] {
  return (fairness ?? []).flatMap(({ groups, gaps }, division): Pictured[] => [
    ['rates', { division }],
    ...groups.flatMap(({ small }, group): Pictured[] =>
      small === 'rows' || !gaps?.[group] ? [] : [['gap', { division, group }]],
    ),
  ]);
}

function numbersOf(inspection: Inspection, style: InspectionStyle): string {
  const { performance, output } = inspection;
  const entries = performanceEntries(inspection, style);
  if (entries.length === 0) return '';
  const rows = entries.map(
    ([name, number]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(number)}</td></tr>`,
  );
  const texts = performance?.kind === 'binary' ? decisionTexts(performance, output, style) : [];
  return `${texts.map((text) => `<p>${escaped(text)}</p>`).join('\n')}\n<table>${rows.join('')}</table>\n`;
}

function besideOther(inspection: Inspection, style: InspectionStyle): string {
  const decided = decidedOtherwise(inspection, style);
  return (decided === null ? '' : `${paragraph(decided)}\n`) + tablesOf(versusTables(inspection, style));
}

function tablesOf(told: readonly Told[]): string {
  return told
    .map(({ says, head, rows }) => {
      const names = head.map((name, at) => `<th scope="col"${at > 0 ? ' class="number"' : ''}>${escaped(name)}</th>`);
      const body = rows.slice(0, MOST_ROWS).map(({ cells: [name, ...numbers] }) => {
        const written = numbers.map((number) => `<td class="number">${escaped(number)}</td>`);
        return `<tr><th scope="row">${escaped(name)}</th>${written.join('')}</tr>`;
      });
      const numbers = `<thead><tr>${names.join('')}</tr></thead><tbody>${body.join('')}</tbody>`;
      return `${paragraph(says)}\n<table>${numbers}</table>\n`;
    })
    .join('');
}

function figureOf(picture: Picture, { language }: Subject): string {
  const drawn = pictureSvg(picture, { language }, { width: WIDTH, measure: widest });
  return `<figure>\n${drawn}\n${tableOf(picture, language)}</figure>`;
}

function tableOf({ table }: Picture, language: Language): string {
  const { columns, rows } = table;
  if (rows.length > MOST_ROWS) return '';
  const align = (at: number): string => (columns[at].write ? ' class="number"' : '');
  const head = columns.map(({ name }, at) => `<th scope="col"${align(at)}>${escaped(name)}</th>`).join('');
  const body = tableTexts(table, language).map((row) => {
    const cells = row.map((cell, at) =>
      at === 0 && cell !== ''
        ? `<th scope="row"${align(at)}>${escaped(cell)}</th>`
        : `<td${align(at)}>${escaped(cell)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  const open = rows.length <= OPEN_ROWS ? ' open' : '';
  const summary = `<summary>${escaped(language.say('chart.asTable'))}</summary>`;
  const numbers = `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
  return `<details${open}>${summary}\n${numbers}</details>\n`;
}

/** Whoever reads it may have a wider font than most. */
const widest: Measure = (text, size, weight) => 1.15 * estimateWidth(text, size, weight);

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter);
