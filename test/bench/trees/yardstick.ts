import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Median seconds of a pass of the fixed workload in test/golden/yardstick.mjs, on one thread of
 * this machine, now. The file runs unchanged in a process of its own: bundled, or beside other
 * code, it is a third slower, which would make ratios to it too good.
 */
export function yardstick(root: string): number {
  const printed = execFileSync(process.execPath, [join(root, 'test/golden/yardstick.mjs')], { encoding: 'utf8' });
  return (JSON.parse(printed) as { median_s: number }).median_s;
}
