/** How a model's steps and features stand in a row of numbers. */
export interface Sequence {
  readonly steps: number;
  readonly features: readonly string[];
  /** Number of the first step, as the table counts them. */
  readonly first: number;
  /** TF: step after step with its features; FT: feature after feature with its steps. */
  readonly layout: 'TF' | 'FT';
  /** Columns of a row that stand before it. Absent: none. */
  readonly from?: number;
}

/** Step and feature, from 0, of a place in a row; null for a column beside the sequence. */
export function placeOf(sequence: Sequence, at: number): readonly [step: number, feature: number] | null {
  const { steps, features, layout, from = 0 } = sequence;
  const place = at - from;
  if (place < 0 || place >= steps * features.length) return null;
  return layout === 'TF'
    ? [Math.floor(place / features.length), place % features.length]
    : [place % steps, Math.floor(place / steps)];
}
