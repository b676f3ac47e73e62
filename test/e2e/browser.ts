import { type Browser, chromium } from 'playwright';
import { chromiumArguments, ensureChromium } from '../../scripts/chromium.mjs';

/**
 * A headless Chromium with WebGPU on a software adapter, and further arguments. Close it in
 * `afterAll`.
 */
export function launch(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: [...chromiumArguments, ...args] });
}
