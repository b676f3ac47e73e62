import type { Coalitions } from './coalitions.ts';
import { has } from './coalitions.ts';
import type { ImageGame, Masker } from './game.ts';

/** Present segments show the picture, absent ones the fill. Each coalition is one row. */
export function imageMasker(game: ImageGame): Masker {
  const { players, width, height, channels, picture, fill } = game;
  const columns = width * height * channels;
  const runs = runsOf(game);
  const present = new Uint8Array(players);

  /** Fills `present`; returns the number of players present. */
  function readMask(coalitions: Coalitions, coalition: number): number {
    let size = 0;
    for (let player = 0; player < players; player++) {
      const here = has(coalitions, coalition, player) ? 1 : 0;
      present[player] = here;
      size += here;
    }
    return size;
  }

  return {
    players,
    rowsPerCoalition: 1,
    columns,
    precision: 'float32',
    write(coalitions, from, to, target) {
      for (let row = from, at = 0; row < to; row++, at += columns) {
        // Whichever has more segments is copied whole, and the others are written over it.
        const mostlyPresent = 2 * readMask(coalitions, row) > players;
        const other = mostlyPresent ? fill : picture;
        const written = mostlyPresent ? 0 : 1;
        target.set(mostlyPresent ? picture : fill, at);
        for (let run = 0; run < runs.length; run += 3) {
          if (present[runs[run]] !== written) continue;
          for (let cell = runs[run + 1], end = runs[run + 2]; cell < end; cell++) target[at + cell] = other[cell];
        }
      }
    },
  };
}

/** Stretches of the model's input that belong to one player: triples of player, start and end. */
function runsOf({ segments, channels, layout }: ImageGame): Int32Array {
  const pixels = segments.length;
  const runs: number[] = [];
  for (let start = 0; start < pixels; ) {
    let end = start + 1;
    while (end < pixels && segments[end] === segments[start]) end++;
    if (layout === 'NHWC') runs.push(segments[start], start * channels, end * channels);
    else
      for (let channel = 0; channel < channels; channel++)
        runs.push(segments[start], channel * pixels + start, channel * pixels + end);
    start = end;
  }
  return Int32Array.from(runs);
}

/** The player of each number of the model's input. */
export function pictureOwners({ segments, channels, layout }: ImageGame): Int32Array {
  const pixels = segments.length;
  const owners = new Int32Array(pixels * channels);
  if (layout === 'NCHW') for (let channel = 0; channel < channels; channel++) owners.set(segments, channel * pixels);
  else
    for (let pixel = 0; pixel < pixels; pixel++) owners.fill(segments[pixel], pixel * channels, (pixel + 1) * channels);
  return owners;
}
