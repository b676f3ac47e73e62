import type { Language } from '../catalogue/language.ts';
import { message } from '../catalogue/message.ts';
import { rounded } from '../charts/format.ts';
import { hasInteractions, interactionsOf } from '../charts/interactions-view.ts';
import { type View, viewOf } from '../charts/view.ts';
import type { Explanation } from '../records/record.ts';

export interface TableStyle {
  readonly colours: boolean;
  /** Characters a line may have. */
  readonly width: number;
  readonly language: Language;
  /** A card's names of players. */
  readonly labels?: ReadonlyMap<string, string>;
}

/** The style with what is derived from it. */
interface Printer extends Required<TableStyle> {
  readonly paint: (text: string, code: string) => string;
}

/** Players shown by name; the rest are summed up in one line. */
const MOST = 20;
const MOST_PAIRS = 5;
const HALF_BAR = 14;
const orange = '\u001b[38;5;208m';
const blue = '\u001b[38;5;33m';
const bold = '\u001b[1m';
const dim = '\u001b[2m';
const plain = '\u001b[0m';

/**
 * A bar of up to HALF_BAR characters to the right of the axis, or to its left for negative shares
 * (-1 to 1).
 */
function bar(share: number, paint: Printer['paint']): string {
  const halves = Math.round(Math.min(1, Math.abs(share)) * HALF_BAR * 2);
  const full = '█'.repeat(Math.floor(halves / 2));
  const half = halves % 2 === 1;
  if (share < 0) return `${' '.repeat(HALF_BAR - Math.ceil(halves / 2))}${paint((half ? '▐' : '') + full, blue)}│`;
  return `${' '.repeat(HALF_BAR)}│${paint(full + (half ? '▌' : ''), orange)}`;
}

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** A record as a table for the terminal, one block an output. */
export function table(record: Explanation, style: TableStyle): string {
  const paint: Printer['paint'] = (text, code) => (style.colours && text !== '' ? `${code}${text}${plain}` : text);
  const printer: Printer = { labels: new Map(), ...style, paint };
  const blocks = record.outputs.map((_, output) => block(record, output, printer));
  const lines = footer(record, style.language).map((line) => paint(line, dim));
  return [paint(heading(record, style.language), bold), ...blocks, ...lines, ''].join('\n');
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

function block(record: Explanation, output: number, printer: Printer): string {
  const { language, labels, paint, width } = printer;
  const { say } = language;
  const view = viewOf(record, { output }, Infinity, language);
  const name = (player: { name: string; cell: string | null }) => {
    const label = labels.get(player.name) ?? player.name;
    return player.cell === null ? label : `${label} = ${player.cell}`;
  };
  const shown = view.players.slice(0, MOST);
  const rest = view.players.slice(MOST);
  const effects = shown.map((player) => {
    // An error below the last digit shown says nothing here; the footer has the largest one.
    const error = player.error === null ? '' : view.format.error(player.error, player.value);
    return { effect: view.format.effect(player.value, player.error), error: /[1-9]/.test(error) ? ` ± ${error}` : '' };
  });
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const effectWidth = widest(effects.map(({ effect }) => effect));
  const errorWidth = widest(effects.map(({ error }) => error));
  const nameWidth = Math.min(
    widest(shown.map(name)),
    Math.max(16, width - effectWidth - errorWidth - 2 * HALF_BAR - 7),
  );
  const lines = shown.map((player, index) => {
    const { effect, error } = effects[index];
    const drawn = bar(view.largest > 0 ? player.value / view.largest : 0, paint);
    const cells = [shorten(name(player), nameWidth).padEnd(nameWidth), effect.padStart(effectWidth)];
    return `  ${cells.join('  ')}${error.padEnd(errorWidth)}  ${drawn}`;
  });
  if (rest.length > 0) {
    const sum = rest.reduce((total, player) => total + player.value, 0);
    const others = say('cli.others', { count: rest.length }).padEnd(nameWidth);
    lines.push(`  ${others}  ${view.format.effect(sum, null).padStart(effectWidth)}`);
  }
  if (hasInteractions(record)) lines.push('', paint(`  ${say('cli.pairs')}`, dim), ...pairLines(view, name, printer));
  return [
    '',
    `${paint(`${view.name}: ${view.answer}`, bold)}   ${startingPoint(view, language)}`,
    paint(`  ${say('cli.units', { units: message(`chart.in.${view.scale}`) })}`, dim),
    ...lines,
  ].join('\n');
}

/** What the effects start from, as the method and the input have it. */
function startingPoint(view: View, { say }: Language): string {
  if (view.method === 'lime') return say('cli.intercept', { base: view.format.amount(view.base) });
  if (view.unit === 'raw')
    return say('cli.rawAnswer', { score: view.format.amount(view.prediction), base: view.baseAnswer });
  return say(view.record.input.kind === 'text' ? 'cli.hidden' : 'cli.average', { base: view.baseAnswer });
}

/** The strongest interactions, without those that round to 0. */
function pairLines(
  view: View,
  name: (player: View['players'][number]) => string,
  { width: most, language }: Printer,
): string[] {
  const { pairs, format } = interactionsOf(view);
  const shown = pairs
    .slice(0, MOST_PAIRS)
    .map(({ a, b, value, error }) => ({ a: name(a), b: name(b), effect: format.effect(value, error) }))
    .filter(({ effect }) => /[1-9]/.test(effect));
  if (shown.length === 0) return [`  ${language.say('cli.noneTogether')}`];
  const effectWidth = Math.max(...shown.map(({ effect }) => effect.length));
  const half = Math.floor((most - effectWidth - 7) / 2);
  const texts = shown.map(({ a, b }) => `${shorten(a, half)} × ${shorten(b, half)}`);
  const width = Math.max(...texts.map((text) => text.length));
  return shown.map(({ effect }, at) => `  ${texts[at].padEnd(width)}  ${effect.padStart(effectWidth)}`);
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
