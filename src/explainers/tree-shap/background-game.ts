import { shareWeights } from '../shared/share-weights.ts';
import type { BackgroundBits } from './background-bits.ts';
import type { LeafGame } from './leaf-paths.ts';
import { Meeting } from './meeting.ts';
import type { TreePaths } from './tree-paths.ts';

/**
 * The interventional game of one leaf, the mean over the background rows (see `Meeting` and
 * `ShareWeights`).
 */
export function backgroundGame(paths: TreePaths, background: BackgroundBits): LeafGame {
  const meeting = new Meeting(paths, background);
  const { width, share } = shareWeights(meeting.needed.length);
  const { needed, barred } = meeting;
  return (leaf, on, out, at) => {
    let lost = 0;
    let absent = 0;
    out.fill(0, at, at + paths.distinct[leaf]);
    meeting.each(leaf, on, (u, v) => {
      absent = v;
      if (u > 0) {
        const gain = share[(u - 1) * width + v];
        for (let i = 0; i < u; i++) out[at + needed[i]] += gain;
      }
      if (v > 0) lost += share[u * width + v - 1];
    });
    for (let i = 0; i < absent; i++) out[at + barred[i]] = -lost;
    for (let slot = 0; slot < paths.distinct[leaf]; slot++) out[at + slot] /= background.rows;
  };
}
