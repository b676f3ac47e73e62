import { hasInteractions, interactionsOf } from '../charts/interactions-view.ts';
import { type View, viewOf } from '../charts/view.ts';
import type { Explanation } from '../records/record.ts';
import { cliWords as words } from '../words/en.ts';

export interface TableStyle {
  readonly colours: boolean;
  /** Characters a line may have. */
  readonly width: number;
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
function bar(share: number, paint: (text: string, code: string) => string): string {
  const halves = Math.round(Math.min(1, Math.abs(share)) * HALF_BAR * 2);
  const full = '█'.repeat(Math.floor(halves / 2));
  const half = halves % 2 === 1;
  if (share < 0) return `${' '.repeat(HALF_BAR - Math.ceil(halves / 2))}${paint((half ? '▐' : '') + full, blue)}│`;
  return `${' '.repeat(HALF_BAR)}│${paint(full + (half ? '▌' : ''), orange)}`;
}

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/**
 * A record as a table for the terminal, one block an output. `labels` are a card's names of the
 * players.
 */
export function table(record: Explanation, style: TableStyle, labels: ReadonlyMap<string, string> = new Map()): string {
  const paint = (text: string, code: string): string =>
    style.colours && text !== '' ? `${code}${text}${plain}` : text;
  const blocks = record.outputs.map((_, output) => block(record, output, style, labels, paint));
  return [paint(heading(record), bold), ...blocks, ...footer(record).map((line) => paint(line, dim)), ''].join('\n');
}

/** White space, line breaks above all, as single spaces. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

function heading(record: Explanation): string {
  const { input } = record;
  if (input.kind === 'image') return words.heading(record.model.name, input.file ?? words.picture);
  if (input.kind === 'text')
    return words.heading(record.model.name, words.quoted(shorten(oneLine(input.text ?? ''), 60)));
  return words.heading(
    record.model.name,
    input.kind === 'tabular' && input.row !== null ? words.row(input.row) : words.values,
  );
}

function block(
  record: Explanation,
  output: number,
  style: TableStyle,
  labels: ReadonlyMap<string, string>,
  paint: (text: string, code: string) => string,
): string {
  const view = viewOf(record, { output });
  const name = (player: { name: string; cell: string | null }) => {
    const label = labels.get(player.name) ?? player.name;
    return player.cell === null ? label : `${label} = ${player.cell}`;
  };
  const shown = view.players.slice(0, MOST);
  const rest = view.players.slice(MOST);
  const effects = shown.map((player) => {
    // An error below the last digit shown says nothing here; the largest one stands below.
    const error = player.error === null ? '' : view.format.error(player.error, player.value);
    return { effect: view.format.effect(player.value, player.error), error: /[1-9]/.test(error) ? ` ± ${error}` : '' };
  });
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const effectWidth = widest(effects.map(({ effect }) => effect));
  const errorWidth = widest(effects.map(({ error }) => error));
  const nameWidth = Math.min(
    widest(shown.map(name)),
    Math.max(16, style.width - effectWidth - errorWidth - 2 * HALF_BAR - 7),
  );
  const lines = shown.map((player, index) => {
    const { effect, error } = effects[index];
    const drawn = bar(view.largest > 0 ? player.value / view.largest : 0, paint);
    return `  ${shorten(name(player), nameWidth).padEnd(nameWidth)}  ${effect.padStart(effectWidth)}${error.padEnd(errorWidth)}  ${drawn}`;
  });
  if (rest.length > 0) {
    const sum = rest.reduce((total, player) => total + player.value, 0);
    lines.push(
      `  ${words.others(rest.length).padEnd(nameWidth)}  ${view.format.effect(sum, null).padStart(effectWidth)}`,
    );
  }
  if (hasInteractions(record)) lines.push('', paint(`  ${words.pairs}`, dim), ...pairLines(view, name, style));
  const base =
    view.method === 'lime'
      ? words.intercept(view.format.amount(view.base))
      : view.unit === 'raw'
        ? words.rawAnswer(view.format.amount(view.prediction), view.baseAnswer)
        : record.input.kind === 'text'
          ? words.hidden(view.baseAnswer)
          : words.average(view.baseAnswer);
  return [
    '',
    `${paint(`${view.name}: ${view.answer}`, bold)}   ${base}`,
    paint(`  ${words.units(view.units)}`, dim),
    ...lines,
  ].join('\n');
}

/** The strongest interactions; none that rounds to 0. */
function pairLines(view: View, name: (player: View['players'][number]) => string, style: TableStyle): string[] {
  const { pairs, format } = interactionsOf(view);
  const shown = pairs
    .slice(0, MOST_PAIRS)
    .map(({ a, b, value, error }) => ({ a: name(a), b: name(b), effect: format.effect(value, error) }))
    .filter(({ effect }) => /[1-9]/.test(effect));
  if (shown.length === 0) return [`  ${words.noneTogether}`];
  const effectWidth = Math.max(...shown.map(({ effect }) => effect.length));
  const most = Math.floor((style.width - effectWidth - 7) / 2);
  const texts = shown.map(({ a, b }) => `${shorten(a, most)} × ${shorten(b, most)}`);
  const width = Math.max(...texts.map((text) => text.length));
  return shown.map(({ effect }, at) => `  ${texts[at].padEnd(width)}  ${effect.padStart(effectWidth)}`);
}

/** How it was found and how far it can be trusted. */
function footer(record: Explanation): string[] {
  const count = (value: number): string => value.toLocaleString('en');
  const { backend } = record;
  const lines = [
    '',
    words.method(record.explainer.name, record.explainer.why, count(record.coalitions), count(record.calls)),
    words.stopped[record.stopped],
    words.time(
      (record.milliseconds / 1000).toFixed(record.milliseconds < 9950 ? 2 : 0),
      backend.name,
      backend.adapter,
      backend.why,
      record.runtime,
    ),
  ];
  const error = record.standardErrors && Math.max(0, ...record.standardErrors.flat());
  if (error !== null) lines.push(error === 0 ? words.exact : words.largestError(precise(error)));
  if (record.additivityResidual)
    lines.push(words.residual(precise(Math.max(0, ...record.additivityResidual.map(Math.abs)))));
  for (const [name, value] of Object.entries(record.fidelity)) {
    if (name === 'interactionSamples' && typeof value === 'number') {
      lines.push(words.noPairs(count(value)));
      continue;
    }
    const numbers = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'number');
    if (numbers.length > 0 && numbers.length <= 8) lines.push(`${name}: ${numbers.map(precise).join(', ')}`);
  }
  return lines;
}

const precise = (value: number): string => (value === 0 ? '0' : value.toPrecision(2));
