import { precisionOf, roomLike } from '../numerics/numbers.ts';
import type { Coalitions } from './coalitions.ts';
import { has } from './coalitions.ts';
import type { Masker, TabularGame } from './game.ts';

/**
 * Interventional masking: a coalition's rows are the background's, in order, with the columns of
 * the present players replaced by the instance's.
 */
export function tabularMasker(game: TabularGame): Masker {
  const { players, instance, playerOf } = game;
  const { count, columns, data } = game.background;
  // Whichever of the two supplies more columns is copied as a block; the other's are written over
  // it.
  const instances = roomLike(data, count * columns);
  for (let row = 0; row < count; row++) instances.set(instance, row * columns);
  const present = new Uint8Array(columns);

  /** Fills `present`; returns the number of columns whose players are present. */
  function readMask(coalitions: Coalitions, coalition: number): number {
    let size = 0;
    for (let column = 0; column < columns; column++) {
      const here = has(coalitions, coalition, playerOf[column]) ? 1 : 0;
      present[column] = here;
      size += here;
    }
    return size;
  }

  return {
    players,
    rowsPerCoalition: count,
    columns,
    precision: precisionOf(data),
    write(coalitions, from, to, target) {
      let at = 0;
      for (let row = from; row < to; ) {
        const coalition = Math.floor(row / count);
        const first = row - coalition * count;
        const last = Math.min(count, first + to - row);
        const mostlyPresent = 2 * readMask(coalitions, coalition) > columns;
        const block = mostlyPresent ? instances : data;
        const other = mostlyPresent ? data : instances;
        const written = mostlyPresent ? 0 : 1;
        const start = first * columns;
        const end = last * columns;
        target.set(block.subarray(start, end), at);
        const shift = at - start;
        for (let column = 0; column < columns; column++) {
          if (present[column] !== written) continue;
          for (let cell = start + column; cell < end; cell += columns) target[cell + shift] = other[cell];
        }
        at += end - start;
        row += last - first;
      }
    },
  };
}
