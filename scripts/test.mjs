// npm test: all tests, through vitest. Arguments are passed on. The last line counts what passed
// and failed.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { runTool } from './run.mjs';

ensureInstalled();
process.env.CHROMIUM_PATH = ensureChromium();

const folder = mkdtempSync(join(tmpdir(), 'oriel-test-'));
const report = join(folder, 'report.json');
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)];
let status = runTool('vitest', args);

let counts;
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  counts = null; // vitest itself failed; it has said why
}
rmSync(folder, { recursive: true, force: true });

/** A file that could not even be loaded holds no tests, and is a failure all the same. */
const brokenFiles = (counts?.testResults ?? []).filter(
  (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
    file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
).length;
const passed = counts?.numPassedTests ?? 0;
const failed = counts ? counts.numFailedTests + brokenFiles : 1;
if (failed > 0 || (counts && !counts.success)) status ||= 1;
// Errors outside any test fail the run without a failed test; the line must not say otherwise.
console.log(`${passed} passed, ${failed || (status ? 1 : 0)} failed`);
process.exit(status);
