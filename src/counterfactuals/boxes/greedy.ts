import type { Bounding } from '../bounding.ts';
import type { Settings } from '../lever.ts';
import type { Box, Contrasts } from './box.ts';

/** Levers, ascending, and the setting of each. */
export interface Point {
  readonly levers: readonly number[];
  readonly settings: readonly number[];
}

export const boxOf = ({ levers, settings }: Point): Box => ({
  levers,
  from: settings,
  to: settings.map((setting) => setting + 1),
});

interface Greedy {
  readonly settings: readonly Settings[];
  readonly bounding: Bounding;
  readonly contrasts: Contrasts;
  readonly most: number;
}

/**
 * A way to the goal that is found at once: one lever after the other, each to the setting that
 * comes nearest to the goal, until it is reached; then each goes back as far as it can. null where
 * that leads nowhere.
 */
export function greedily({ settings, bounding, contrasts, most }: Greedy): Point | null {
  const meritOf = (point: Point) => bounding.merit(contrasts.upper(boxOf(point)));
  const reaches = (point: Point) => bounding.possible(contrasts.upper(boxOf(point)), -contrasts.slack);
  let point: Point = { levers: [], settings: [] };
  while (!reaches(point)) {
    if (point.levers.length === most) return null;
    let best: Point | null = null;
    let highest = meritOf(point);
    for (let lever = 0; lever < settings.length; lever++) {
      if (point.levers.includes(lever)) continue;
      for (const setting of someOf(settings[lever].count)) {
        const next = withLever(point, lever, setting);
        const merit = meritOf(next);
        if (merit > highest) [best, highest] = [next, merit];
      }
    }
    if (!best) return null;
    point = best;
  }
  for (const lever of point.levers) {
    const less = withoutLever(point, lever);
    if (reaches(less)) {
      point = less;
      continue;
    }
    const { costs, count } = settings[lever];
    const now = costs[point.settings[point.levers.indexOf(lever)]];
    const cheaper = Array.from({ length: count - 1 }, (_, at) => at + 1)
      .filter((setting) => costs[setting] < now)
      .sort((a, b) => costs[a] - costs[b]);
    const found = cheaper.find((setting) => reaches(withLever(less, lever, setting)));
    if (found !== undefined) point = withLever(less, lever, found);
  }
  return point;
}

/** Settings that are tried of each lever, spread evenly, the last one among them. */
const TRIED = 100;

function someOf(count: number): number[] {
  const tried = Math.min(TRIED, count - 1);
  return Array.from({ length: tried }, (_, at) => Math.round(((at + 1) * (count - 1)) / tried));
}

function withLever({ levers, settings }: Point, lever: number, setting: number): Point {
  const at = levers.findIndex((other) => other > lever);
  const place = at < 0 ? levers.length : at;
  return { levers: levers.toSpliced(place, 0, lever), settings: settings.toSpliced(place, 0, setting) };
}

function withoutLever({ levers, settings }: Point, lever: number): Point {
  const at = levers.indexOf(lever);
  return { levers: levers.toSpliced(at, 1), settings: settings.toSpliced(at, 1) };
}
