import { type Browser, chromium } from 'playwright';
import { chromiumArguments, ensureChromium } from '../../scripts/chromium.mjs';

/**
 * Scripts are interpreted. Code that V8 optimises while it runs, and what it notes for that, would
 * come to about 1 MB over some hundred explanations and hide what is ours.
 */
export const INTERPRETED = '--js-flags=--no-opt --no-maglev --no-sparkplug --no-lazy-feedback-allocation';

/**
 * A headless Chromium with WebGPU on a software adapter, and further arguments. Close it in
 * `afterAll`.
 */
export function launch(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments, ...args] });
}
