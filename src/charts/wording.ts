import { type Message, message } from '../catalogue/message.ts';
import type { Explanation } from '../records/record.ts';
import type { ChartName, Table } from './chart.ts';
import { rounded } from './format.ts';
import { type InteractionsView, interactionsOf, type PairView } from './interactions-view.ts';
import { slug } from './scene/save.ts';
import type { PlayerView, View } from './view.ts';

/** Line above the chart: what is explained, the answer, and what it is compared with. */
export function title(view: View): string {
  const { language, name } = view;
  const answer = language.say('chart.title.answer', { name, answer: endAnswer(view) });
  const key = { tabular: 'chart.title.average', text: 'chart.title.words', image: 'chart.title.parts' } as const;
  const { kind } = view.record.input;
  return view.average === null ? answer : language.say(key[kind], { answer, base: view.average });
}

/**
 * The answer in the units of the base beside it: a raw score, with the model's answer where that is
 * another number.
 */
export function endAnswer(view: View): string {
  if (view.unit !== 'raw') return view.answer;
  const value = view.format.amount(view.prediction);
  return value === view.answer ? value : view.language.say('chart.withAnswer', { value, answer: view.answer });
}

/** What to show in place of a chart where nothing was learnt about the players; null elsewhere. */
export const nothingLearnt = ({ endsOnly, stopped }: Explanation): Message | null =>
  endsOnly ? message('chart.nothingLearnt', { stopped }) : null;

const unitsIn = (view: View): Message => message(`chart.in.${view.scale}`);

/** An effect with its units. */
export const effectWithUnits = (view: View, effect: string): Message =>
  message(`chart.counted.${view.scale}`, { effect });

/**
 * Lines under the chart: what its numbers are, how many are shown and, for a surrogate, how well it
 * follows the model.
 */
export function caption(chart: ChartName, view: View): string {
  const { input } = view.record;
  const all = view.players.length;
  const sentences: Message[] = [];
  if (chart === 'image-overlay' && input.kind === 'image' && input.picture === null)
    sentences.push(message('chart.pictureRemoved'));
  if (view.largest === 0) sentences.push(message('chart.noEffect'));
  sentences.push(message(`chart.caption.${captionOf(chart, view)}`, { units: unitsIn(view) }));
  if (view.method === 'lime' && view.fit !== null) {
    const r2 = rounded(view.fit, -2, 1, view.language);
    sentences.push(message('chart.caption.fit', { grade: gradeOf(view.fit), r2 }));
  }
  if (chart === 'text' && view.players.some(({ faint }) => faint)) sentences.push(message('chart.caption.italics'));
  if (view.max < all && (chart === 'bars' || chart === 'interactions')) {
    const key = chart === 'bars' ? 'chart.caption.shown' : 'chart.caption.paired';
    sentences.push(message(key, { shown: view.max, all }));
  }
  return view.language.text(sentences.reduce((first, second) => message('chart.sentences', { first, second })));
}

/** Which caption says what the numbers are. */
function captionOf(chart: ChartName, { method, record }: View) {
  const { kind } = record.input;
  if (method === 'lime') return chart === 'image-overlay' ? 'limeImage' : kind === 'text' ? 'limeText' : 'lime';
  if (method === 'other') return 'effects';
  if (chart === 'image-overlay') return 'image';
  return kind === 'text' ? 'text' : chart;
}

/** R² as the word the catalogue chooses by. */
function gradeOf(r2: number): string {
  if (r2 >= 0.9) return 'very';
  if (r2 >= 0.7) return 'close';
  if (r2 >= 0.4) return 'rough';
  return r2 >= 0.2 ? 'loose' : 'hardly';
}

/** What a player is called in a sentence. */
function nameOf({ name, cell, columns }: PlayerView): Message | string {
  return cell === null || columns !== null ? name : message('chart.playerValue', { name, cell });
}

/** The chart in one sentence, for those who cannot see it. */
export function summary(chart: ChartName, view: View): string {
  if (chart === 'interactions') return pairSummary(view);
  const steps = chart === 'waterfall';
  const strongest = view.players
    .filter(({ value }) => value !== 0)
    .slice(0, 3)
    .map((player) =>
      message('chart.summary.effect', {
        name: nameOf(player),
        effect: view.format.effect(player.value, player.error),
      }),
    );
  return view.language.say('chart.summary.effects', {
    chart: message(`chart.summary.kinds.${chart}`),
    name: view.name,
    answer: steps ? endAnswer(view) : view.answer,
    base: steps ? view.baseAnswer : null,
    strongest: strongest.length > 0 ? strongest : null,
    units: unitsIn(view),
  });
}

function pairSummary(view: View): string {
  const { pairs, format } = interactionsOf(view);
  const strongest = pairs
    .filter(({ value }) => value !== 0)
    .slice(0, 3)
    .map(({ a, b, value, error }) =>
      message('chart.summary.pair', { a: nameOf(a), b: nameOf(b), effect: format.effect(value, error) }),
    );
  return view.language.say('chart.summary.pairs', {
    chart: message('chart.summary.kinds.interactions'),
    name: view.name,
    answer: view.answer,
    strongest: strongest.length > 0 ? strongest : null,
    units: unitsIn(view),
  });
}

/** Describes a cell of the interactions. */
export function cellReadout({ a, b, value, error }: PairView, view: View, { format }: InteractionsView): string {
  const effect = effectWithUnits(view, format.effect(value, error));
  if (a === b) return view.language.say('chart.alone', { name: nameOf(a), effect });
  return view.language.say('chart.together', {
    a: nameOf(a),
    b: nameOf(b),
    effect,
    error: error === null ? null : format.error(error, value),
  });
}

/** Main effects and pairs of all players as a table, the largest first. */
export function cellTable(view: View): Table {
  const { language, units } = view;
  const found = interactionsOf(view);
  const all = [...found.players.map((player) => found.cell(player, player)), ...found.pairs];
  all.sort((p, q) => Math.abs(q.value) - Math.abs(p.value));
  const name = (player: PlayerView): string => language.text(nameOf(player));
  return {
    header: [
      language.say('chart.column.player'),
      language.say('chart.column.with'),
      language.say('chart.column.effect', { units }),
    ],
    rows: all.map(({ a, b, value, error }) => ({
      key: a.index * view.players.length + b.index,
      cells: [name(a), a === b ? language.say('chart.column.itself') : name(b), found.format.effect(value, error)],
    })),
    numbers: 1,
  };
}

/** Describes a player pointed at. */
export function readout(player: PlayerView, view: View): string {
  const { value, error } = player;
  return view.language.say('chart.readout', {
    name: nameOf(player),
    effect: effectWithUnits(view, view.format.effect(value, error)),
    error: error !== null && error > 0 ? view.format.error(error, value) : null,
    rank: view.players.indexOf(player) + 1,
    count: view.players.length,
  });
}

const firstColumns = { image: 'segment', text: 'word', tabular: 'player' } as const;

/** All players as a table, the largest first; only the columns that hold something. */
export function tableOf(view: View): Table {
  const { language, players, units } = view;
  const cells = players.some((player) => player.cell !== null);
  const errors = players.some((player) => player.error !== null);
  const header: string[] = [language.say(`chart.column.${firstColumns[view.record.input.kind]}`)];
  if (cells) header.push(language.say('chart.column.cell'));
  header.push(language.say('chart.column.effect', { units }));
  if (errors) header.push(language.say('chart.column.error'));
  const rows = players.map((player) => {
    const row = [player.name];
    if (cells) row.push(player.cell ?? '');
    row.push(view.format.effect(player.value, player.error));
    if (errors) row.push(player.error === null ? '' : view.format.error(player.error, player.value));
    return { key: player.index, cells: row };
  });
  return { header, rows, numbers: errors ? 2 : 1 };
}

/** What a table leaves out after its first rows: the most that one has, and all together. */
export function restOf(view: View, shown: number): string {
  const { language, players, format, method } = view;
  const rest = players.slice(shown);
  const most = format.effect(Math.abs(rest[0]?.value ?? 0), rest[0]?.error ?? null).replace(/^\+/, '');
  const error = rest.every((player) => player.error !== null)
    ? Math.hypot(...rest.map((player) => player.error ?? 0))
    : null;
  const sum = rest.reduce((all, { value }) => all + value, 0);
  return language.say('chart.onPaper', {
    ...{ shown, all: players.length, rest: rest.length, most },
    // Effects that were measured one by one do not add up to anything.
    together: method === 'other' ? null : effectWithUnits(view, format.effect(sum, error)),
  });
}

/** A file name that says what the file shows, in every language the same. */
export function chartFile(chart: ChartName, view: View, extension: string): string {
  const { input, model, explainer } = view.record;
  const which =
    input.kind === 'image'
      ? (input.file ?? 'picture').replace(/\.[a-z]+$/i, '')
      : input.kind === 'tabular' && input.row !== null
        ? `row-${input.row}`
        : '';
  const parts = ['oriel', model.name.replace(/\.onnx$/i, ''), which, explainer.name, view.name, chart]
    .map((part) => slug(part, 40))
    .filter((part) => part !== '');
  return `${parts.join('_')}.${extension}`;
}
