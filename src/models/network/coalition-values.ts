import { type Coalitions, has, sizeOf } from '../../games/coalitions.ts';
import { exp, log } from '../../numerics/math.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import type { Activation, DenseLayer, Network } from '../../structures/network.ts';
import { type Kernel, reserve } from './kernel.ts';

/** A game on a network's own columns, as they are encoded. */
export interface NetworkGame {
  readonly players: number;
  /** Player of each column. */
  readonly playerOf: Int32Array;
  /** The row to explain. */
  readonly instance: Numbers;
  /** Rows × columns. */
  readonly background: Numbers;
  readonly rows: number;
}

export interface CoalitionValues {
  /** Means over the background of all answers to coalitions, count × answers. */
  value(coalitions: Coalitions): Float64Array;
  /** The player whose presence changes a sum of the first layer the most. */
  readonly widest: number;
}

/** Rows that pass through the layers together: with their sums they stay in the first cache. */
const TOGETHER = 96;
/** Background rows of a coalition that are taken together. */
const BLOCK = 32;
/** Most numbers that the changes of all players may take: 16 MB. */
const MOST_CHANGES = 2 ** 22;
const FLOAT = 4;

const padded = (count: number, to: number): number => to * Math.ceil(count / to);

/**
 * Values coalitions without making their rows. The first layer is a sum over columns: what a
 * player's presence changes in it is computed once for each background row. A coalition's sums are
 * those of the background with the changes of the players present, or, where most are present,
 * those of the explained row less the changes of the absent ones. The layers after it answer blocks
 * of rows. Values do not depend on which coalitions are asked for together. A game of the same
 * kernel that was opened before is gone.
 *
 * null where that would take too much memory, or where numbers are not finite: an absent value may
 * be missing where the one that takes its place is not.
 */
export function coalitionValues(kernel: Kernel, network: Network, game: NetworkGame): CoalitionValues | null {
  const [first, ...rest] = network.layers;
  const { players, rows } = game;
  const units = padded(first.units, 16);
  if ((players + 2) * rows * units > MOST_CHANGES) return null;
  if (![game.instance, game.background].every((numbers) => numbers.every(Number.isFinite))) return null;
  const { absent, present, changes } = firstSums(first, game, units);
  const largest = largestAt(changes);

  let end = 0;
  const room = (numbers: number): number => {
    const at = end;
    end += padded(numbers * FLOAT, 64);
    return at;
  };
  const place = (numbers: Float32Array): number => {
    const at = room(numbers.length);
    reserve(kernel, end);
    new Float32Array(kernel.memory.buffer, at, numbers.length).set(numbers);
    return at;
  };
  const [absentAt, presentAt, changesAt] = [place(absent), place(present), place(changes)];
  let inner = units;
  const layers = rest.map((layer) => {
    const outer = padded(layer.units, 4);
    const placed = {
      layer,
      inner,
      outer,
      weights: place(panels(layer, inner)),
      bias: place(filled(layer.bias, outer)),
    };
    inner = outer;
    return placed;
  });
  const widest = Math.max(units, ...layers.map(({ outer }) => outer));
  const [one, other] = [room(TOGETHER * widest), room(TOGETHER * widest)];
  const lists = end;
  const outer = inner;
  const outputs = rest[rest.length - 1].units;
  const answers = network.complement ? 2 : outputs;
  const block = Math.ceil(rows / Math.ceil(rows / BLOCK));

  /** The rows in `one` through all layers but the first; where their answers are. */
  function pass(count: number): number {
    activate(kernel, first.activation, one, count * units);
    let [from, to] = [one, other];
    for (const { layer, inner, outer, weights, bias } of layers) {
      const { activation } = layer;
      kernel.dense(to, from, count, inner * FLOAT, outer * FLOAT, weights, bias, floorOf(activation));
      activate(kernel, activation, to, count * outer);
      [from, to] = [to, from];
    }
    return from;
  }

  function value(coalitions: Coalitions): Float64Array {
    const { count } = coalitions;
    const sides = sidesOf(coalitions, rows * units * FLOAT);
    reserve(kernel, lists + sides.offsets.byteLength);
    const { buffer } = kernel.memory;
    new Int32Array(buffer, lists, sides.offsets.length).set(sides.offsets);
    const sums = new Float64Array(count * answers);
    const floor = floorOf(first.activation);
    for (let row = 0; row < rows; row += block) {
      const size = Math.min(block, rows - row);
      const skipped = row * units * FLOAT;
      const bytes = size * units * FLOAT;
      const together = Math.floor(TOGETHER / size);
      for (let from = 0; from < count; from += together) {
        const to = Math.min(count, from + together);
        for (let coalition = from, at = one; coalition < to; coalition++, at += bytes) {
          const given = sides.mostlyPresent[coalition] === 1;
          const list = sides.first[coalition];
          kernel.combine(
            at,
            (given ? presentAt : absentAt) + skipped,
            changesAt + skipped,
            lists + list * FLOAT,
            sides.first[coalition + 1] - list,
            bytes,
            given ? -1 : 1,
            floor,
          );
        }
        const found = padded((to - from) * size, 4);
        const answer = pass(found);
        const raw = new Float32Array(buffer, answer, found * outer);
        finish(kernel, network, { raw, at: answer, outer, outputs });
        for (let coalition = from, at = 0; coalition < to; coalition++) {
          for (let b = 0; b < size; b++, at += outer)
            for (let k = 0; k < outputs; k++) sums[coalition * answers + answers - outputs + k] += raw[at + k];
        }
      }
    }
    for (let coalition = 0; coalition < count; coalition++) {
      const start = coalition * answers;
      for (let k = 0; k < answers; k++) sums[start + k] /= rows;
      if (network.complement) sums[start] = 1 - sums[start + 1];
    }
    return sums;
  }

  return { value, widest: Math.floor(largest / (rows * units)) };
}

/** Where the largest number is, whatever its sign. */
function largestAt(numbers: Float32Array): number {
  let largest = 0;
  for (let at = 1; at < numbers.length; at++) if (Math.abs(numbers[at]) > Math.abs(numbers[largest])) largest = at;
  return largest;
}

/** The first layer's sums for each background row, with units filled up to `width`. */
function firstSums(
  { units, weights, bias }: DenseLayer,
  { players, playerOf, instance, background, rows }: NetworkGame,
  width: number,
) {
  const columns = instance.length;
  const absent = new Float32Array(rows * width);
  const present = new Float32Array(rows * width);
  const changes = new Float32Array(players * rows * width);
  const columnsOf = Array.from({ length: players }, (): number[] => []);
  for (const [column, player] of playerOf.entries()) columnsOf[player].push(column);
  const sum = new Float64Array(units);
  const add = (column: number, x: number): void => {
    if (x === 0) return;
    for (let unit = 0, at = column * units; unit < units; unit++, at++) sum[unit] += weights[at] * x;
  };
  sum.set(bias);
  for (let column = 0; column < columns; column++) add(column, instance[column]);
  for (let row = 0; row < rows; row++) present.set(sum, row * width);
  for (let row = 0; row < rows; row++) {
    sum.set(bias);
    for (let column = 0; column < columns; column++) add(column, background[row * columns + column]);
    absent.set(sum, row * width);
    for (let player = 0; player < players; player++) {
      sum.fill(0);
      for (const column of columnsOf[player]) add(column, instance[column] - background[row * columns + column]);
      changes.set(sum, (player * rows + row) * width);
    }
  }
  return { absent, present, changes };
}

/** Weights in panels of 8 units, and one of 4, for `inner` inputs; those that fill up are 0. */
function panels({ inputs, units, weights }: DenseLayer, inner: number): Float32Array {
  const outer = padded(units, 4);
  const found = new Float32Array(inner * outer);
  for (let start = 0, at = 0; start < outer; start += 8) {
    const width = Math.min(8, outer - start);
    for (let i = 0; i < inner; i++)
      for (let j = start; j < start + width; j++, at++)
        found[at] = i < inputs && j < units ? weights[i * units + j] : 0;
  }
  return found;
}

function filled(numbers: Float32Array, length: number): Float32Array {
  const longer = new Float32Array(length);
  longer.set(numbers);
  return longer;
}

/** ReLU is a bound below, which products take; nothing bounds the others. */
const floorOf = ({ kind }: Activation): number => (kind === 'relu' ? 0 : Number.NEGATIVE_INFINITY);

function activate(kernel: Kernel, { kind, alpha }: Activation, at: number, numbers: number): void {
  const size = numbers * FLOAT;
  if (kind === 'tanh') kernel.tanh(at, size);
  else if (kind === 'logistic') kernel.logistic(at, size);
  else if (kind === 'leaky-relu') kernel.leaky(at, size, alpha);
  else if (kind === 'elu') kernel.elu(at, size, alpha);
}

/** The fewer players of each coalition: those present, or those absent. */
interface Sides {
  readonly mostlyPresent: Uint8Array;
  /** Where each coalition's players begin in `offsets`; one more for the end. */
  readonly first: Int32Array;
  /** Their numbers × `stride`. */
  readonly offsets: Int32Array;
}

function sidesOf(coalitions: Coalitions, stride: number): Sides {
  const { players, count } = coalitions;
  const mostlyPresent = new Uint8Array(count);
  const first = new Int32Array(count + 1);
  const offsets = new Int32Array(count * (players >> 1));
  let at = 0;
  for (let coalition = 0; coalition < count; coalition++) {
    const size = sizeOf(coalitions, coalition);
    // Of two halves the one without the first player, so that a complement has the same.
    const most = 2 * size === players ? has(coalitions, coalition, 0) : 2 * size > players;
    mostlyPresent[coalition] = most ? 1 : 0;
    first[coalition] = at;
    for (let player = 0; player < players; player++)
      if (has(coalitions, coalition, player) !== most) offsets[at++] = player * stride;
  }
  first[count] = at;
  return { mostlyPresent, first, offsets: offsets.subarray(0, at) };
}

interface Raw {
  /** Rows × outer, of which `outputs` count. */
  readonly raw: Float32Array;
  /** Its address. */
  readonly at: number;
  readonly outer: number;
  readonly outputs: number;
}

/** Makes answers of the last layer's units, in their place. */
function finish(kernel: Kernel, { finish }: Network, { raw, at, outer, outputs }: Raw): void {
  if (finish === 'none') return;
  if (finish === 'logistic') {
    kernel.logistic(at, raw.byteLength);
    return;
  }
  for (let start = 0; start < raw.length; start += outer) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = start; k < start + outputs; k++) largest = Math.max(largest, raw[k]);
    for (let k = start; k < start + outputs; k++) raw[k] -= largest;
  }
  if (finish === 'softmax') kernel.exp(at, raw.byteLength);
  for (let start = 0; start < raw.length; start += outer) {
    let sum = 0;
    for (let k = start; k < start + outputs; k++) sum += finish === 'softmax' ? raw[k] : exp(raw[k]);
    const part = finish === 'softmax' ? 1 / sum : log(sum);
    for (let k = start; k < start + outputs; k++) raw[k] = finish === 'softmax' ? raw[k] * part : raw[k] - part;
  }
}
