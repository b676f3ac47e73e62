// npm test: all tests, through vitest. Arguments are passed on. With --changed [COMMIT], only tests
// that a change touches. The last line counts what passed and failed.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedFiles, changedSince, testsFor } from './changed.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled, root } from './install.mjs';
import { runTool } from './run.mjs';

/** @typedef {{ status: string, assertionResults: { status: string }[] }} FileReport */

/** Runs vitest and counts. @param {readonly string[]} args */
function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'oriel-test-'));
  const report = join(folder, 'report.json');
  let status = runTool('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ]);
  let counts;
  try {
    counts = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    counts = null; // vitest itself failed and has said why, or there was no test to run
  }
  rmSync(folder, { recursive: true, force: true });
  // A file that could not even be loaded holds no tests, and is a failure all the same.
  const brokenFiles = (counts?.testResults ?? []).filter(
    (/** @type {FileReport} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const passed = counts?.numPassedTests ?? 0;
  const failed = (counts?.numFailedTests ?? 0) + brokenFiles;
  if (failed > 0 || (counts && !counts.success)) status ||= 1;
  // Errors outside any test fail the run without a failed test; the last line must not hide them.
  return { status, passed, failed: failed || (status ? 1 : 0) };
}

/** What vitest is to run, one run after the other. @param {readonly string[]} args */
function runsFor(args) {
  const since = changedSince(args);
  if (since === undefined) return [args];
  const related = [...args, '--passWithNoTests'];
  if (args.some((arg) => arg.startsWith('--project'))) return [related];
  // End-to-end tests import hardly any of what they test: which of them run is not vitest's choice.
  const others = testsFor(changedFiles(since)).filter((path) => existsSync(join(root, path)));
  return [[...related, '--project', 'unit', '--project', 'browser'], ...(others.length > 0 ? [others] : [])];
}

ensureInstalled();
process.env.CHROMIUM_PATH = ensureChromium();
const results = runsFor(process.argv.slice(2)).map(runTests);
/** @param {'passed' | 'failed'} what */
const total = (what) => results.reduce((sum, result) => sum + result[what], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exit(results.find(({ status }) => status !== 0)?.status ?? 0);
