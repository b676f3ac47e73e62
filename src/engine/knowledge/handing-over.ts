import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { wordsFor } from '../../games/coalitions.ts';
import { precisionOf } from '../../numerics/numbers.ts';
import type { CpuName, ExplainRequest, KnownValues } from '../protocol.ts';
import type { Subject } from '../subjects/subject.ts';
import { bitsOf, numbersOf, wordsOf } from './bits.ts';
import type { By, Knowledge, KnownGame, KnownTable } from './knowledge.ts';

const isCpu = (by: By): by is CpuName => by !== 'webgpu' && by !== 'mixed';

export interface Wanted {
  /** Of all the model's outputs. */
  readonly names: readonly string[];
  readonly subject: Pick<Subject, 'players'>;
  readonly outputs: ExplainRequest['outputs'];
}

/**
 * What is known of a game, to be kept: values of the outputs wanted, among others. Null where the
 * CPU has answered nothing.
 */
export function known(games: readonly KnownGame[], { names, subject, outputs: wanted }: Wanted): KnownValues | null {
  const fits = ({ outputs }: KnownTable): boolean =>
    typeof wanted === 'string' || wanted.every((name) => outputs.some((output) => names[output] === name));
  const latest = (tables: readonly KnownTable[], of: (table: KnownTable) => boolean): KnownTable | undefined =>
    tables.findLast((table) => of(table) && fits(table)) ?? tables.findLast(of);
  const game = games.find(({ by, tables }) => isCpu(by) && tables.length > 0);
  if (!game || !isCpu(game.by)) return null;
  const played = latest(game.tables, ({ of }) => of === 'coalitions');
  const outputs = (played ?? latest(game.tables, () => true))?.outputs ?? [];
  const drawn = game.tables.find(({ of, outputs: own }) => of !== 'coalitions' && `${own}` === `${outputs}`);
  const { keys, values } = played?.table.all() ?? { keys: new Uint32Array(0), values: new Float64Array(0) };
  return {
    players: subject.players.length,
    outputs: [...outputs],
    by: game.by,
    coalitions: new Uint8Array(keys.buffer),
    values,
    ...(drawn && drawn.of !== 'coalitions' && { rows: rowsOf(drawn, drawn.of) }),
  };
}

function rowsOf({ table }: KnownTable, precision: Exclude<KnownTable['of'], 'coalitions'>): KnownValues['rows'] {
  const { keys, values } = table.all();
  return { data: numbersOf(keys, precision), values };
}

export interface Taught {
  readonly knowledge: Knowledge;
  /** The game's id. */
  readonly game: string;
  readonly names: readonly string[];
  readonly subject: Pick<Subject, 'players' | 'instance'>;
}

/** Learns values that were known of a game; throws `request-invalid` where they do not fit it. */
export function learn({ knowledge, game, names, subject }: Taught, taught: KnownValues): void {
  const { players, by, outputs, coalitions, values, rows } = taught;
  const count = subject.players.length;
  const words = wordsFor(count);
  const width = outputs.length;
  const isFit =
    players === count &&
    width > 0 &&
    outputs.every((output) => Number.isInteger(output) && output >= 0 && output < names.length) &&
    coalitions.length % (4 * words) === 0 &&
    values.length === (coalitions.length / (4 * words)) * width &&
    values.every(Number.isFinite);
  const columns = subject.instance.length;
  const rowsFit =
    !rows ||
    (precisionOf(rows.data) === precisionOf(subject.instance) &&
      rows.data.length % columns === 0 &&
      rows.values.length === (rows.data.length / columns) * width &&
      rows.values.every(Number.isFinite));
  if (!isFit || !rowsFit) throw new OrielError('request-invalid', { text: message('engine.knownUnfit') });
  const played = { id: game, by };
  // Bytes from elsewhere may begin anywhere; words begin at fours.
  const keys = new Uint32Array(coalitions.slice().buffer);
  knowledge.learn(played, { of: 'coalitions', words, outputs }, { keys, values });
  if (!rows) return;
  const of = precisionOf(rows.data);
  knowledge.learn(
    played,
    { of, words: columns * wordsOf(of), outputs },
    { keys: bitsOf(rows.data), values: rows.values },
  );
}
