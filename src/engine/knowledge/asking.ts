import { OrielError } from '../../errors.ts';
import type { Coalitions } from '../../games/coalitions.ts';
import type { Rows } from '../../games/game.ts';
import { type Numbers, precisionOf } from '../../numerics/numbers.ts';
import type { Pool, PreparedGame } from '../pool/pool.ts';
import type { AnsweredPart } from '../pool/work.ts';
import type { EvaluatorReady } from '../protocol.ts';
import { bitsOf, numbersOf, wordsOf } from './bits.ts';
import type { By, Knowledge, Played, Values } from './knowledge.ts';

/** Of so many outputs or fewer, all are remembered, whichever are explained. */
export const MOST_REMEMBERED = 32;

/** Told how many more units are answered. */
type Told = ((units: number) => void) | undefined;

/** Asks a pool for what is not known yet, and remembers what it answers. See `Pool`. */
export interface Asking {
  value(game: PreparedGame, coalitions: Coalitions, signal: AbortSignal, told?: Told): Promise<Float64Array>;
  predict(rows: Rows, outputs: readonly number[], signal: AbortSignal, told?: Told): Promise<Float64Array>;
  answer(row: Numbers, outputs: number, signal: AbortSignal): Promise<Float64Array>;
  /** Counts rows that were asked in another way. */
  count(rows: number): void;
}

/** Rows of a job. */
export interface Spent {
  /** Those that the model has really been asked for, and answered. */
  rows: number;
  /** Those that need not be asked for, since they were known before the job began. */
  known: number;
}

export interface AskingOptions {
  readonly pool: Pool;
  /** Its first evaluator. */
  readonly ready: Pick<EvaluatorReady, 'backend'>;
  readonly knowledge: Knowledge;
  /** The id of the game that is played. */
  readonly game: string;
  /** Counts the rows that the model has really been asked for, and answered. */
  readonly spent: Spent;
  /** K of the model. */
  readonly outputs: number;
  /** Whether rows that an explainer draws are remembered: those of tables. */
  readonly draws: boolean;
}

/** Units to be answered, by the bits that tell them apart. */
interface Units {
  readonly of: Values['of'];
  readonly words: number;
  /** Units × words. */
  readonly keys: Uint32Array;
  /** Rows of the model that one unit takes. */
  readonly rows: number;
  readonly told: Told;
  /** Has the pool answer units. */
  ask(keys: Uint32Array, outputs: readonly number[], answered: AnsweredPart): Promise<Float64Array>;
}

export function createAsking(options: AskingOptions): Asking {
  const { pool, ready, knowledge, game, spent, draws } = options;
  const all = Array.from({ length: options.outputs }, (_, index) => index);
  /** How much was known at first, by table. */
  const began = new Map<string, number>();
  const onGpu = (): boolean => pool.backend === 'webgpu' || pool.backend === 'mixed';
  const first = pool.backend;
  /** Null where what answers is not known any more: a GPU was left on the way. */
  const played = (): Played | null => {
    if (pool.backend !== first) return null;
    return { id: game, by: onGpu() ? first : ready.backend } as { id: string; by: By };
  };
  /** The outputs whose values are asked for beside those that are wanted. */
  const asked = (wanted: readonly number[]): readonly number[] => {
    const now = played();
    return all.length > MOST_REMEMBERED || onGpu() || !now || knowledge.othersFail(now) ? wanted : all;
  };

  async function answersTo(units: Units, wanted: readonly number[]): Promise<Float64Array> {
    const { of, words, keys, told } = units;
    const outputs = asked(wanted);
    const columns = wanted.map((output) => outputs.indexOf(output));
    const width = wanted.length;
    const values = new Float64Array((keys.length / words) * width);
    const before = played();
    const known = before && knowledge.look(before, { of, words, outputs });
    const name = `${of} ${outputs}`;
    const old = began.get(name) ?? known?.count ?? 0;
    began.set(name, old);
    const unknown: number[] = [];
    for (let unit = 0; unit * words < keys.length; unit++) {
      const place = known ? known.find(keys, unit * words) : -1;
      if (place < 0) {
        unknown.push(unit);
        continue;
      }
      if (place < old) spent.known += units.rows;
      for (let k = 0; k < width; k++) values[unit * width + k] = known?.value(place, columns[k]) ?? Number.NaN;
    }
    const found = values.length / width - unknown.length;
    if (found > 0) told?.(found);
    if (unknown.length === 0) return values;
    const missing = found === 0 ? keys : picked(keys, words, unknown);
    const answered: AnsweredPart = (count, from, theirs) => {
      spent.rows += count * units.rows;
      const now = played();
      if (now) {
        const learnt = { keys: missing.slice(from * words, (from + count) * words), values: theirs };
        knowledge.learn(now, { of, words, outputs }, learnt);
      }
      told?.(count);
    };
    try {
      const answers = await units.ask(missing, outputs, answered);
      for (const [at, unit] of unknown.entries())
        for (let k = 0; k < width; k++) values[unit * width + k] = answers[at * outputs.length + columns[k]];
      return values;
    } catch (error) {
      // Others than the wanted outputs may be no numbers, which nobody need care about.
      const others = outputs.length > wanted.length;
      if (!(error instanceof OrielError && error.code === 'model-not-finite' && others && before)) throw error;
      knowledge.learnOthersFail(before);
      return answersTo(units, wanted);
    }
  }

  return {
    count(more) {
      spent.rows += more;
    },
    value(asks, coalitions, signal, told) {
      const { players, words, bits } = coalitions;
      const ask: Units['ask'] = (keys, outputs, answered) => {
        const unknown = { players, words, count: keys.length / words, bits: keys };
        return pool.value({ ...asks, outputs }, unknown, signal, answered);
      };
      const units = { of: 'coalitions', words, keys: bits, rows: asks.rowsPerCoalition, told, ask } as const;
      return answersTo(units, asks.outputs);
    },
    predict(asks, outputs, signal, told) {
      const counted: AnsweredPart = (count) => {
        spent.rows += count;
        told?.(count);
      };
      if (!draws) return pool.predict(asks, outputs, signal, counted);
      const { columns, data } = asks;
      const precision = precisionOf(data);
      const words = columns * wordsOf(precision);
      const ask: Units['ask'] = (keys, selected, answered) => {
        const unknown = { columns, count: keys.length / words, data: numbersOf(keys, precision) };
        return pool.predict(unknown, selected, signal, answered);
      };
      return answersTo({ of: precision, words, keys: bitsOf(data), rows: 1, told, ask }, outputs);
    },
    async answer(row, outputs, signal) {
      const now = played();
      const known = now && knowledge.answer(now);
      if (known) return known;
      const answer = await pool.answer(row, outputs, signal, (count) => {
        spent.rows += count;
      });
      const by = played();
      if (by) knowledge.learnAnswer(by, answer);
      return answer;
    },
  };
}

/** Some units' keys, one after the other. */
function picked(keys: Uint32Array, words: number, units: readonly number[]): Uint32Array {
  const some = new Uint32Array(units.length * words);
  for (const [at, unit] of units.entries()) some.set(keys.subarray(unit * words, (unit + 1) * words), at * words);
  return some;
}
