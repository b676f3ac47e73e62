import type { PlayerKind } from '../data/text/text-players.ts';
import type { OptionValues } from '../explainers/explainer.ts';
import type { Space } from '../games/game.ts';
import type { SequencePlayers, TabularChoice } from '../library/index.ts';
import type { BackendWish } from '../models/model.ts';

/** How to explain. Null: left to Oriel. */
export interface Settings {
  readonly explainer: string;
  /** Options set by the person, by explainer. */
  readonly options: Readonly<Record<string, OptionValues>>;
  readonly samples: number | null;
  readonly milliseconds: number | null;
  /** Largest standard error over the sum of absolute attributions to stop at; 0 never stops. */
  readonly error: number | null;
  readonly background: { readonly method: 'sample' | 'k-means'; readonly rows: number };
  /** Tables: what stands for absent columns, and how it is drawn given the present ones. */
  readonly absent: 'marginal' | 'conditional';
  readonly imputer: 'auto' | NonNullable<TabularChoice['imputer']>;
  readonly draws: number;
  readonly conditionalRows: number;
  readonly space: Space;
  readonly seed: number;
  readonly backend: BackendWish;
  readonly segments: number;
  readonly fill: string;
  /** Texts: what counts as one player, how words are hidden, which part is explained. */
  readonly players: PlayerKind;
  readonly hide: 'auto' | 'mask' | 'remove' | 'pad';
  readonly window: number;
  /** Sequences: what counts as one player. */
  readonly sequencePlayers: SequencePlayers;
  /** Kind of chart, or auto. */
  readonly chart: string;
}

export const defaultSettings: Settings = {
  explainer: 'auto',
  options: {},
  samples: null,
  milliseconds: null,
  error: null,
  background: { method: 'sample', rows: 100 },
  absent: 'marginal',
  imputer: 'auto',
  draws: 100,
  conditionalRows: 1000,
  space: 'output',
  seed: 0,
  backend: 'auto',
  segments: 50,
  fill: 'blur',
  players: 'words',
  hide: 'auto',
  window: 0,
  sequencePlayers: 'cell',
  chart: 'auto',
};
