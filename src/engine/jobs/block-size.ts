/**
 * Rows are asked in blocks of about this long: short enough to cancel and to let others go first
 * between them, and to report progress; long enough for blocks to cost nothing.
 */
const BLOCK_MILLISECONDS = 100;
/** Rows of the first block, when nothing is known of their cost. */
export const FIRST_BLOCK = 8;

/** A block that was asked, and the milliseconds it took. */
interface Asked {
  readonly count: number;
  readonly milliseconds: number;
}

/** Rows of the next block. The blocks grow slowly, since the first ones may be cheap by chance. */
export function nextBlock({ count, milliseconds }: Asked, size: number, largest: number): number {
  const speed = count / Math.max(1, milliseconds);
  return Math.max(1, Math.min(largest, 2 * size, Math.floor(speed * BLOCK_MILLISECONDS)));
}
