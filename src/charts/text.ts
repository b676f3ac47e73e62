import { chartWords as words } from '../words/en.ts';
import type { Table } from './chart.ts';
import { type InteractionsView, interactionsOf, type PairView } from './interactions-view.ts';
import type { PlayerView, View } from './view.ts';

export type ChartName = keyof typeof words.kinds;

/** Line above the chart: what is explained, and the answer. */
export function title(chart: ChartName, view: View): string {
  if (chart === 'waterfall') return words.title.waterfall(view.name, view.baseAnswer, endAnswer(view));
  if (chart === 'image-overlay') return words.title.image(view.name, view.answer);
  return view.method === 'lime' ? words.title.lime(view.name, view.answer) : words.title.bars(view.name, view.answer);
}

/**
 * The answer in the units of the base beside it: a raw score, with the model's answer where that is
 * another number.
 */
export function endAnswer(view: View): string {
  if (view.unit !== 'raw') return view.answer;
  const score = view.format.amount(view.prediction);
  return score === view.answer ? score : `${score} (${view.answer})`;
}

/**
 * Line under the chart: what its numbers are, what share is shown and, for a surrogate, how well it
 * follows the model.
 */
export function caption(chart: ChartName, view: View): string {
  const units = view.units;
  const parts: string[] = [];
  if (view.method === 'lime') {
    const { limeImage, limeText, lime } = words.caption;
    parts.push((chart === 'image-overlay' ? limeImage : view.record.input.kind === 'text' ? limeText : lime)(units));
    if (view.fit !== null) parts.push(words.caption.fit(grade(view.fit), view.fit.toFixed(2).replace('-', '−')));
  } else if (view.method === 'other') parts.push(words.caption.effects(units));
  else if (chart === 'image-overlay') parts.push(words.caption.image(units));
  else if (view.record.input.kind === 'text') parts.push(words.caption.text(units));
  else parts.push(words.caption[chart](units));
  if (chart === 'text' && view.players.some(({ faint }) => faint)) parts.push(words.caption.italics);
  if (chart === 'interactions' && view.max < view.players.length)
    parts.push(words.caption.paired(view.max, view.players.length));
  if (chart === 'bars' && view.max < view.players.length)
    parts.push(words.caption.shown(view.max, view.players.length));
  if (view.largest === 0) parts.unshift(words.noEffect);
  return parts.join(' ');
}

function grade(r2: number): string {
  return (words.fits.find(([least]) => r2 >= least) ?? words.fits[words.fits.length - 1])[1];
}

/** What a player is called in a sentence. */
export function playerName(player: PlayerView): string {
  return player.cell === null || player.columns !== null ? player.name : `${player.name} = ${player.cell}`;
}

/** The chart in one sentence, for those who cannot see it. */
export function summary(chart: ChartName, view: View): string {
  if (chart === 'interactions') return pairSummary(view);
  const strongest = view.players.filter((player) => player.value !== 0).slice(0, 3);
  const average = chart === 'waterfall' ? words.summary.average(view.baseAnswer) : '';
  const list = strongest
    .map((player) => `${playerName(player)} (${view.format.effect(player.value, player.error)})`)
    .join(', ');
  const tail = strongest.length > 0 ? words.summary.strongest(`${list}, ${view.units}`) : words.summary.nothing;
  return (
    words.summary.answer(words.summary[chart], view.name, chart === 'waterfall' ? endAnswer(view) : view.answer) +
    average +
    tail
  );
}

function pairSummary(view: View): string {
  const { pairs, format } = interactionsOf(view);
  const strongest = pairs.filter(({ value }) => value !== 0).slice(0, 3);
  const list = strongest.map(
    ({ a, b, value, error }) => `${words.pair(playerName(a), playerName(b))} (${format.effect(value, error)})`,
  );
  const tail = strongest.length > 0 ? words.summary.together(`${list.join(', ')}, ${view.units}`) : words.summary.apart;
  return words.summary.answer(words.summary.interactions, view.name, view.answer) + tail;
}

/** What is said of a cell of the interactions. */
export function cellReadout({ a, b, value, error }: PairView, view: View, { format }: InteractionsView): string {
  const effect = `${format.effect(value, error)} ${view.units}`;
  if (a === b) return words.alone(playerName(a), effect);
  return words.together(playerName(a), playerName(b), effect, error === null ? null : format.error(error, value));
}

/** Main effects and pairs of all players as a table, the largest first. */
export function cellTable(view: View): Table {
  const found = interactionsOf(view);
  const all = [...found.players.map((player) => found.cell(player, player)), ...found.pairs];
  all.sort((p, q) => Math.abs(q.value) - Math.abs(p.value));
  return {
    header: [words.column.player, words.column.with, words.column.effect(view.units)],
    rows: all.map(({ a, b, value, error }) => ({
      key: a.index * view.players.length + b.index,
      cells: [playerName(a), a === b ? words.column.itself : playerName(b), found.format.effect(value, error)],
    })),
    numbers: 1,
  };
}

/** What is said of a player pointed at. */
export function readout(player: PlayerView, view: View): string {
  const rank = view.players.indexOf(player) + 1;
  const error = player.error !== null && player.error > 0 ? view.format.error(player.error, player.value) : null;
  return words.readout(
    playerName(player),
    view.format.effect(player.value, player.error),
    error,
    view.units,
    rank,
    view.players.length,
  );
}

/** The chart as a table: header and rows of text; all players, the largest first. */
export function tableOf(view: View): Table {
  const cells = view.players.some((player) => player.cell !== null);
  const errors = view.players.some((player) => player.error !== null);
  const header: string[] = [playerColumn(view)];
  if (cells) header.push(words.column.cell);
  header.push(words.column.effect(view.units));
  if (errors) header.push(words.column.error);
  const rows = view.players.map((player) => {
    const row = [player.name];
    if (cells) row.push(player.cell ?? '');
    row.push(view.format.effect(player.value, player.error));
    if (errors) row.push(player.error === null ? '' : view.format.error(player.error, player.value));
    return { key: player.index, cells: row };
  });
  return { header, rows, numbers: errors ? 2 : 1 };
}

function playerColumn({ record }: View): string {
  return { image: words.column.segment, text: words.column.word, tabular: words.column.player }[record.input.kind];
}

/** A file name that says what it shows. */
export function fileName(chart: ChartName, view: View, extension: string): string {
  const { record } = view;
  const { input } = record;
  const which =
    input.kind === 'image'
      ? (input.file ?? 'picture').replace(/\.[a-z]+$/i, '')
      : input.kind === 'tabular' && input.row !== null
        ? `row-${input.row}`
        : '';
  const parts = ['oriel', record.model.name.replace(/\.onnx$/i, ''), which, record.explainer.name, view.name, chart];
  const slug = parts
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 40),
    )
    .filter((part) => part !== '');
  return `${slug.join('_')}.${extension}`;
}
