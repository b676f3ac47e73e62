import { meanOverBackground } from '../../games/background-mean.ts';
import type { Coalitions } from '../../games/coalitions.ts';
import type { Masker, MaskerSpec, Space } from '../../games/game.ts';
import { loadMasker } from '../../games/load-masker.ts';
import type { DeviceGame } from '../../models/device-game.ts';
import type { Model } from '../../models/model.ts';
import { type Numbers, type Precision, precisionOf, roomFor } from '../../numerics/numbers.ts';

/** A model, a masker, the outputs wanted and the space: what coalitions are valued by. */
export interface PlayableGame {
  /** Begins to value coalitions. What it resolves to waits for the values. */
  begin(coalitions: Coalitions): Promise<() => Promise<Float64Array>>;
  close(): void;
}

export interface GameOptions {
  readonly model: Model;
  readonly masker: MaskerSpec;
  readonly outputs: readonly number[];
  readonly space: Space;
  /** Most rows in one call of the model. */
  readonly batchRows: number;
  readonly buffer: RowBuffer;
}

/** Room for this many numbers of rows or more; at most `most` are ever needed. */
export type RowBuffer = (precision: Precision, numbers: number, most: number) => Numbers;

/** The least room, in numbers: half a megabyte. */
const LEAST_ROOM = 2 ** 17;

/** A buffer that all games of an evaluator share. */
export function createRowBuffer(): RowBuffer {
  let room = roomFor('float32', 0);
  return (precision, numbers, most) => {
    // Chunks differ in size, and the largest may come late: a small buffer has room for it from the
    // start, and a large one soon stops growing.
    if (room.length < numbers || precisionOf(room) !== precision)
      room = roomFor(precision, Math.min(most, Math.max(2 * numbers, LEAST_ROOM)));
    return room;
  };
}

/** Makes rows on the model's device, where that is possible, else here. */
export async function openGame(options: GameOptions): Promise<PlayableGame> {
  const { model, masker, outputs, space } = options;
  const onDevice = space === 'raw' ? null : await model.deviceGame?.(masker, outputs);
  return onDevice ? deviceGame(onDevice, options) : maskedGame(await loadMasker(masker), options);
}

function deviceGame(game: DeviceGame, { outputs, space }: GameOptions): PlayableGame {
  const selected = outputs.map((_, index) => index);
  const mean = { rows: 1, outputs: outputs.length, selected, logOdds: space === 'logit' };
  return {
    // The next call can begin while these means are on their way from the device.
    async begin(coalitions) {
      const { means } = await game.begin(coalitions);
      return async () => meanOverBackground(await means, mean);
    },
    close: () => void game.close().catch(() => {}), // a lost device has nothing to free
  };
}

function maskedGame(masker: Masker, options: GameOptions): PlayableGame {
  const { model, outputs, space } = options;
  const rows = masker.rowsPerCoalition;
  const mean = { rows, outputs: model.outputs, selected: outputs, logOdds: space === 'logit' };
  return {
    async begin(coalitions) {
      const answers = await answersTo(masker, coalitions, options);
      return async () => meanOverBackground(answers, mean);
    },
    close() {},
  };
}

/** The model's answers to the rows of each coalition. */
async function answersTo(
  masker: Masker,
  coalitions: Coalitions,
  { model, space, batchRows, buffer }: GameOptions,
): Promise<Numbers> {
  const { outputs: width, predict, scores, float64 } = model;
  const { columns, precision } = masker;
  const answer = space === 'raw' ? scores : predict;
  if (!answer) throw new Error('this model has no raw scores');
  const count = coalitions.count * masker.rowsPerCoalition;
  const most = Math.min(count, batchRows);
  const rows = buffer(precision, most * columns, batchRows * columns);
  const answers = roomFor(float64 ? 'float64' : precision, count * width);
  // No more rows are made at a time than the model takes: they are still in the processor's cache
  // when it reads them.
  for (let from = 0; from < count; from += most) {
    const to = Math.min(count, from + most);
    masker.write(coalitions, from, to, rows);
    answers.set(await answer(rows.subarray(0, (to - from) * columns), to - from), from * width);
  }
  return answers;
}
