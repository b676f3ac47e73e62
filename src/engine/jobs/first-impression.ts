import type { Attribution, ExplainerContext, ExplainerDescription } from '../../explainers/explainer.ts';
import { coarseAttribution, withoutEach } from '../../explainers/shared/coarse.ts';
import { addAll, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import { regionsOf } from '../../games/hierarchy.ts';
import type { Pool, PreparedGame } from '../pool/pool.ts';
import type { LimitedTime } from './limited-time.ts';

/**
 * Where its calls take less than this, an explainer's first estimate is waited for. It takes longer
 * than they do: evaluators that still open and the first solution take the cores, too.
 */
const SOON = 300;
/** Model rows before a first estimate, about; the costs of more are not known from single calls. */
const FIRST_ROWS = 8;
/** It should take no longer than this, unless so few regions would be left that they say little. */
const COARSE_MILLISECONDS = 1500;
const LEAST_REGIONS = 4;
const MOST_REGIONS = 6;
/** Fewer segments in a region are no coarser than what the explainer finds. */
const SEGMENTS_PER_REGION = 3;
/** With fewer samples, explainers say something after fewer calls than the regions would take. */
const LEAST_SAMPLES = 128;
/** Limited time must have room for this many times what the first impression may take. */
const ROOM = 8;

/** Whether it makes sense to look at a few large regions of the input before it is explained. */
export function isCoarsePossible(
  { input, players, samples }: Pick<ExplainerContext, 'input' | 'players' | 'samples'>,
  { family, structural, derivatives }: Pick<ExplainerDescription, 'family' | 'structural' | 'derivatives'>,
  time: Pick<LimitedTime, 'left'> | null,
): boolean {
  // Other families give values in another sense, and pictures alone are slow and have regions.
  if (input.kind !== 'image' || family !== 'shap' || structural || derivatives) return false;
  if (players < SEGMENTS_PER_REGION * MOST_REGIONS || samples < LEAST_SAMPLES) return false;
  return !time || time.left() >= ROOM * COARSE_MILLISECONDS;
}

export interface ImpressionOptions {
  readonly context: Pick<ExplainerContext, 'players' | 'outputs' | 'idle' | 'hierarchy'>;
  readonly pool: Pick<Pool, 'milliseconds'> & {
    value(game: PreparedGame, coalitions: Coalitions, signal: AbortSignal): Promise<Float64Array>;
  };
  readonly game: PreparedGame;
  /** K. What the model said of the whole input. */
  readonly answer: Float64Array;
  /** Resolves where the explanation is to end. */
  readonly halt: Promise<string>;
  /** Resolves when the job may go on. */
  readonly rest: () => Promise<void>;
  readonly now?: () => number;
}

export interface Impression {
  readonly found: Attribution;
  /** Model rows that it took. */
  readonly rows: number;
}

/**
 * A first impression of a slow model's answer: what a few large regions matter. Null where the
 * explainer's own first estimate is there soon, and where the explanation is halted before. It is
 * for those who watch and no part of the explanation, so its calls are not counted in the record:
 * that is to be the same where nobody watches, and where the model is fast.
 */
export async function firstImpression(options: ImpressionOptions): Promise<Impression | null> {
  const abort = new AbortController();
  await options.rest();
  const impression = impressionOf(options, abort.signal);
  impression.catch(() => {}); // abandoned when halted
  const first = await Promise.race([impression, options.halt]);
  abort.abort();
  return typeof first === 'string' ? null : first;
}

async function impressionOf(options: ImpressionOptions, signal: AbortSignal): Promise<Impression | null> {
  const { context, pool, game, answer, now = () => performance.now() } = options;
  const { players, outputs } = context;
  const known = pool.milliseconds(FIRST_ROWS);
  if (known !== null && known < SOON) return null;
  // The whole input was answered already, but for the link.
  const ends = coalitionsOf(players, game.space === 'output' ? 1 : 2);
  if (ends.count > 1) addAll(ends, 1);
  const before = now();
  const values = await pool.value(game, ends, signal);
  const took = now() - before;
  const expected = pool.milliseconds(FIRST_ROWS) ?? (FIRST_ROWS * took) / ends.count;
  if (expected < SOON) return null;
  const affordable = Math.floor((FIRST_ROWS * (COARSE_MILLISECONDS - took)) / expected);
  const regions = Math.max(LEAST_REGIONS, Math.min(MOST_REGIONS, affordable));
  const region = regionsOf(context.hierarchy(), regions);
  const without = await pool.value(game, withoutEach(region, regions), signal);
  const base = values.slice(0, outputs);
  const prediction = ends.count > 1 ? values.slice(outputs) : answer;
  return {
    found: coarseAttribution(context, { base, prediction, region, without }),
    rows: (ends.count + regions) * game.rowsPerCoalition,
  };
}
