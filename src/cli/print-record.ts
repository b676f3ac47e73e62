import { isolated } from '../catalogue/isolate.ts';
import type { Language } from '../catalogue/language.ts';
import { message } from '../catalogue/message.ts';
import { rounded } from '../charts/format.ts';
import { hasInteractions, interactionsOf } from '../charts/interactions-view.ts';
import { type PlayerView, type Presentation, type View, viewOf } from '../charts/view.ts';
import { nothingLearnt } from '../charts/wording.ts';
import type { Explanation } from '../records/record.ts';
import type { Line, Piece } from './terminal.ts';
import { type Entry, fitted, padEnd, padStart, shorten, widthOf } from './terminal-text.ts';

export interface TableStyle {
  /** Columns of the terminal that a line may take. */
  readonly width: number;
  readonly language: Language;
  /** A card's names of players. */
  readonly labels?: ReadonlyMap<string, string>;
  /** What the answers are. Default: as far as the record tells (see `Presentation`). */
  readonly units?: Presentation['units'];
  /** What is to be known of the names; null: nothing. */
  readonly remark?: string | null;
}

/** Players shown by name; the rest are summed up in one line. */
const MOST = 20;
const MOST_PAIRS = 5;
const HALF_BAR = 14;

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));

/**
 * A bar of up to HALF_BAR characters to the right of the axis, or to its left for negative shares
 * (-1 to 1).
 */
function bar(share: number): Piece[] {
  const halves = Math.round(Math.min(1, Math.abs(share)) * HALF_BAR * 2);
  const full = '█'.repeat(Math.floor(halves / 2));
  const half = halves % 2 === 1;
  if (share < 0)
    return [' '.repeat(HALF_BAR - Math.ceil(halves / 2)), { text: (half ? '▐' : '') + full, style: 'away' }, '│'];
  return [`${' '.repeat(HALF_BAR)}│`, { text: full + (half ? '▌' : ''), style: 'toward' }];
}

/** A record as a table for the terminal, one block an output. */
export function table(record: Explanation, style: TableStyle): Line[] {
  return [
    [{ text: heading(record, style.language), style: 'bold' }],
    ...record.outputs.flatMap((_, output) => block(record, output, style)),
    ...(style.remark ? ['', style.remark] : []),
    ...footer(record, style.language).map((text): Line => [{ text, style: 'dim' }]),
    '',
  ];
}

/** White space, line breaks above all, as single spaces. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

function heading({ model, input }: Explanation, { say }: Language): string {
  const shown = (): string => {
    if (input.kind === 'image') return input.file ?? say('cli.picture');
    if (input.kind === 'text') return say('cli.quoted', { text: shorten(oneLine(input.text ?? ''), 60) });
    return input.row === null ? say('cli.values') : say('cli.row', { row: input.row });
  };
  return say('cli.heading', { model: model.name, input: shown() });
}

function block(record: Explanation, output: number, style: TableStyle): Line[] {
  const { language, labels, units, width } = style;
  const { say } = language;
  const view = viewOf(record, { output, units }, Infinity, language);
  const answer: Line = [
    { text: `${isolated(view.name, 'ltr')}: ${view.answer}`, style: 'bold' },
    `   ${startingPoint(view, language)}`,
  ];
  const silent = nothingLearnt(record);
  if (silent) return ['', answer, `  ${language.text(silent)}`];
  const entry = ({ name, cell }: PlayerView): Entry => ({ label: labels?.get(name) ?? name, cell });
  const shown = view.players.slice(0, MOST);
  const rest = view.players.slice(MOST);
  const effects = shown.map((player) => {
    // An error below the last digit shown says nothing here; the footer has the largest one.
    const error = player.error === null ? '' : view.format.error(player.error, player.value);
    return { effect: view.format.effect(player.value, player.error), error: /[1-9]/.test(error) ? ` ± ${error}` : '' };
  });
  const effectWidth = widest(effects.map(({ effect }) => effect));
  const errorWidth = widest(effects.map(({ error }) => error));
  const names = fitted(shown.map(entry), Math.max(16, width - effectWidth - errorWidth - 2 * HALF_BAR - 7));
  const nameWidth = widest(names);
  const lines = shown.map((player, index): Line => {
    const { effect, error } = effects[index];
    const cells = [padEnd(names[index], nameWidth), padStart(effect, effectWidth)];
    return [
      `  ${cells.join('  ')}${padEnd(error, errorWidth)}  `,
      ...bar(view.largest > 0 ? player.value / view.largest : 0),
    ];
  });
  if (rest.length > 0) {
    const sum = rest.reduce((total, player) => total + player.value, 0);
    const others = padEnd(say('cli.others', { count: rest.length }), nameWidth);
    lines.push(`  ${others}  ${padStart(view.format.effect(sum, null), effectWidth)}`);
  }
  if (hasInteractions(record))
    lines.push('', [{ text: `  ${say('cli.pairs')}`, style: 'dim' }], ...pairLines(view, entry, style));
  return [
    '',
    answer,
    [{ text: `  ${say('cli.units', { units: message(`chart.in.${view.scale}`) })}`, style: 'dim' }],
    ...lines,
  ];
}

/** What the effects start from, as the method and the input have it. */
function startingPoint(view: View, { say }: Language): string {
  if (view.method === 'lime') return say('cli.intercept', { base: view.format.amount(view.base) });
  if (view.unit === 'raw')
    return say('cli.rawAnswer', { score: view.format.amount(view.prediction), base: view.baseAnswer });
  return say(view.record.input.kind === 'text' ? 'cli.hidden' : 'cli.average', { base: view.baseAnswer });
}

/** The strongest interactions, without those that round to 0. */
function pairLines(view: View, entry: (player: PlayerView) => Entry, { width: most, language }: TableStyle): Line[] {
  const { pairs, format } = interactionsOf(view);
  const shown = pairs
    .slice(0, MOST_PAIRS)
    .map(({ a, b, value, error }) => ({ a: entry(a), b: entry(b), effect: format.effect(value, error) }))
    .filter(({ effect }) => /[1-9]/.test(effect));
  if (shown.length === 0) return [`  ${language.say('cli.noneTogether')}`];
  const effectWidth = widest(shown.map(({ effect }) => effect));
  const half = Math.floor((most - effectWidth - 7) / 2);
  const names = fitted(
    shown.flatMap(({ a, b }) => [a, b]),
    half,
  );
  const texts = shown.map((_, at) => `${names[2 * at]} × ${names[2 * at + 1]}`);
  const width = widest(texts);
  return shown.map(({ effect }, at) => `  ${padEnd(texts[at], width)}  ${padStart(effect, effectWidth)}`);
}

/** How the values were found and how far they can be trusted. */
function footer(record: Explanation, language: Language): string[] {
  const { say, text } = language;
  const { explainer, backend } = record;
  const seconds = record.milliseconds / 1000;
  const decimals = seconds < 9.95 ? 2 : 0;
  const lines = [
    '',
    say('cli.method', {
      name: explainer.name,
      why: text(explainer.whyMessage ?? explainer.why),
      samples: record.coalitions,
      calls: record.calls,
    }),
    say(`cli.stopped.${record.stopped}`),
    say('cli.time', {
      seconds: language.number(seconds, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
      backend: backend.name,
      adapter: backend.adapter,
      why: text(backend.whyMessage ?? backend.why),
      runtime: record.runtime,
    }),
  ];
  const error = record.standardErrors && Math.max(0, ...record.standardErrors.flat());
  if (error !== null)
    lines.push(error === 0 ? say('cli.exact') : say('cli.largestError', { error: twoDigits(error, language) }));
  if (record.additivityResidual) {
    const residual = Math.max(0, ...record.additivityResidual.map(Math.abs));
    lines.push(say('cli.residual', { residual: twoDigits(residual, language) }));
  }
  for (const [name, value] of Object.entries(record.fidelity)) {
    if (name === 'interactionSamples' && typeof value === 'number') {
      lines.push(say('cli.noPairs', { samples: value }));
      continue;
    }
    const numbers = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'number');
    if (numbers.length > 0 && numbers.length <= 8)
      lines.push(`${name}: ${numbers.map((number) => twoDigits(number, language)).join(', ')}`);
  }
  return lines;
}

function twoDigits(value: number, language: Language): string {
  const size = Math.abs(value);
  return size === 0 ? '0' : rounded(value, Math.floor(Math.log10(size)) - 1, size, language);
}
