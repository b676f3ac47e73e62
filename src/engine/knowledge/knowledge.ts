import { KNOWN_MEGABYTES, MEGABYTE } from '../../limits.ts';
import type { Precision } from '../../numerics/numbers.ts';
import type { CpuName } from '../protocol.ts';
import { createValueTable, type ValueTable } from './value-table.ts';

/** What answered: values of one are never given for another's. */
export type By = CpuName | 'webgpu' | 'mixed';

/** A game as one back end answers it. */
export interface Played {
  /** The game's id. */
  readonly id: string;
  readonly by: By;
}

/** Which values: of coalitions or of rows, by their bits, and of which outputs. */
export interface Values {
  readonly of: 'coalitions' | Precision;
  /** Words of 32 bits in a key. */
  readonly words: number;
  /** Their indices. */
  readonly outputs: readonly number[];
}

export interface KnownTable extends Values {
  readonly table: ValueTable;
}

/** What is known of a game as one back end answers it. */
export interface KnownGame extends Played {
  /** The model's answer to the input itself, all outputs; null where it is not known. */
  readonly answer: Float64Array | null;
  /** Whether outputs that nobody asked for have values that are no numbers. */
  readonly othersFail: boolean;
  /** The latest used last. */
  readonly tables: readonly KnownTable[];
}

/**
 * The values that an engine has seen, by game. It takes so much memory and no more: games that were
 * used least lately are forgotten first, and what one game alone has no room for is not kept.
 */
export interface Knowledge {
  readonly bytes: number;
  /** What is known of a game, by each back end, the latest used first. */
  games(id: string): readonly KnownGame[];
  /** Values known of a game, which is the latest used from now on; null where there are none. */
  look(played: Played, values: Values): ValueTable | null;
  learn(played: Played, values: Values, found: { readonly keys: Uint32Array; readonly values: Float64Array }): void;
  answer(played: Played): Float64Array | null;
  learnAnswer(played: Played, answer: Float64Array): void;
  othersFail(played: Played): boolean;
  learnOthersFail(played: Played): void;
  clear(): void;
}

/** What a game takes beside its values, about. */
const GAME_BYTES = 1024;

interface Game {
  readonly id: string;
  readonly by: By;
  answer: Float64Array | null;
  othersFail: boolean;
  readonly tables: Map<string, KnownTable>;
  bytes: number;
}

export function createKnowledge(most: number = KNOWN_MEGABYTES * MEGABYTE): Knowledge {
  const games = new Map<string, Game>(); // the latest used last
  const byId = new Map<string, Set<Game>>(); // the same: among many thousands, nobody looks through all
  let bytes = 0;
  const keyOf = ({ id, by }: Played): string => `${id} ${by}`;

  function found(played: Played): Game | undefined {
    const key = keyOf(played);
    const game = games.get(key);
    if (game) {
      forget(key, game);
      remember(key, game);
    }
    return game;
  }

  function remember(key: string, game: Game): void {
    games.set(key, game);
    byId.set(game.id, (byId.get(game.id) ?? new Set()).add(game));
  }

  function forget(key: string, game: Game): void {
    games.delete(key);
    const same = byId.get(game.id);
    same?.delete(game);
    if (same?.size === 0) byId.delete(game.id);
  }

  /** Has a game take more bytes, for which others go; false where there is no room for them. */
  function take(game: Game, more: number): boolean {
    if (game.bytes + more > most) return false;
    for (const [key, other] of games) {
      if (bytes + more <= most) break;
      if (other === game) continue;
      forget(key, other);
      bytes -= other.bytes;
    }
    game.bytes += more;
    bytes += more;
    return true;
  }

  function made(played: Played): Game {
    const before = found(played);
    if (before) return before;
    const { id, by } = played;
    const game: Game = { id, by, answer: null, othersFail: false, tables: new Map(), bytes: 0 };
    remember(keyOf(played), game);
    take(game, GAME_BYTES);
    return game;
  }

  const named = ({ of, outputs }: Values): string => `${of} ${outputs}`;

  return {
    get bytes() {
      return bytes;
    },
    games: (id) => [...(byId.get(id) ?? [])].map((game) => ({ ...game, tables: [...game.tables.values()] })).reverse(),
    look: (played, values) => found(played)?.tables.get(named(values))?.table ?? null,
    learn(played, values, { keys, values: numbers }) {
      const game = made(played);
      const name = named(values);
      const known = game.tables.get(name) ?? {
        ...values,
        table: createValueTable(values.words, values.outputs.length),
      };
      const { table } = known;
      if (!take(game, table.bytesWith(keys.length / values.words) - table.bytes)) return;
      table.add(keys, numbers);
      game.tables.delete(name);
      game.tables.set(name, known);
    },
    answer: (played) => found(played)?.answer ?? null,
    learnAnswer(played, answer) {
      const game = made(played);
      if (!game.answer && take(game, 8 * answer.length)) game.answer = answer.slice();
    },
    othersFail: (played) => found(played)?.othersFail ?? false,
    learnOthersFail(played) {
      made(played).othersFail = true;
    },
    clear() {
      games.clear();
      byId.clear();
      bytes = 0;
    },
  };
}
