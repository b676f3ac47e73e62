// Chooses tests for `npm test -- --changed`. vitest finds the tests that import what has changed;
// this adds those that depend on it in other ways: through the built page, a worker, the command
// line, or a file they read.

import { spawnSync } from 'node:child_process';
import { root } from './install.mjs';

/**
 * What `--changed` is given: a commit, null for what is not committed yet; undefined without it.
 * @param {readonly string[]} args @returns {string | null | undefined}
 */
export function changedSince(args) {
  const at = args.findIndex((arg) => arg === '--changed' || arg.startsWith('--changed='));
  if (at < 0) return undefined;
  if (args[at] !== '--changed') return args[at].slice('--changed='.length);
  const next = args[at + 1];
  return next === undefined || next.startsWith('-') ? null : next;
}

/**
 * Files that differ from a commit, also new ones; paths from the repository's root.
 * @param {string | null} since @returns {string[]}
 */
export function changedFiles(since) {
  /** @param {string[]} args */
  const list = (...args) => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')} failed. ${stderr}`);
    return stdout.split('\n').filter(Boolean);
  };
  return [
    ...new Set([
      ...list('diff', '--name-only', '--relative', since ?? 'HEAD'),
      ...list('ls-files', '--others', '--exclude-standard'),
    ]),
  ];
}

/** Tests to run where a changed file matches, beside those that import it. */
/** What looks at the built page. */
const builtPage = ['test/e2e/served.test.ts', 'test/e2e/page.test.ts', 'test/e2e/measured/cold-load.test.ts'];

const dependents = /** @type {const} */ ([
  [/^src\//, ['test/unit/sources.test.ts']],
  [/^(src|public)\/|^\w+\.html$|^vite\.config\.ts$/, builtPage],
  [/^scripts\/(build|cache|compress|headers|licences|serve)/, builtPage],
  [
    /^src\/(config|embed|engine\/workers|models\/onnx\/runtime)\/|^scripts\/(config|headers|serve)/,
    ['test/e2e/embedded-frame.test.ts', 'test/unit/scripts/'],
  ],
  [
    /^src\/(config|embed|library|look|wording)\/|^embed\.html$/,
    ['frame', 'kept', 'shared', 'visitor'].map((part) => `test/e2e/embed-${part}.test.ts`),
  ],
  [
    /^src\/embed\/|^(embed|conformance)\.html$|^scripts\/element/,
    ['test/e2e/embed-conformance.test.ts', 'test/e2e/embed-element.test.ts', 'test/unit/embed/element.test.ts'],
  ],
  [
    /^src\/(embed|config|library\/clients)\/|^(embed|conformance)\.html$|^scripts\/(element|demo-embed)|^demo\//,
    ['conformance', 'element', 'frame', 'shared'].map((part) => `test/e2e/embed-${part}.test.ts`),
  ],
  [/^src\/embed\/|^demo\/|^scripts\/demo-embed/, ['test/e2e/demo-embed.test.ts']],
  [/^src\/(counterfactuals|whole-model|engine\/(counterfactuals|inspecting))\//, ['test/e2e/cli-model.test.ts']],
  [
    /^src\/(counterfactuals|engine\/counterfactuals|app\/changing)\/|\/change-|answer-curve/,
    ['test/e2e/change.test.ts'],
  ],
  [
    /^src\/kiosk\/|^kiosk\.html$/,
    ['test/e2e/kiosk.test.ts', 'test/e2e/kiosk-versions.test.ts', 'test/e2e/accessible-kiosk.test.ts'],
  ],
  [/^deploy\/|^scripts\/(deploy|headers)/, ['test/unit/scripts/deploy.test.ts']],
  [
    /^src\/(cli|library|bundle)\/|^bin\/|^vite\.cli\.config\.ts$|^scripts\/(build|cache)/,
    ['test/e2e/cli.test.ts', 'test/e2e/cli-model.test.ts', 'test/e2e/batch.test.ts'],
  ],
  [/^src\/(server|library)\/|^src\/cli\/(serve|main)|^bin\/|^vite\.cli/, ['test/e2e/serve.test.ts']],
  [/^deploy\/service\//, ['test/unit/scripts/deploy-service.test.ts']],
  [/^src\/(report|wording|charts)\/|\/report-/, ['test/e2e/report.test.ts']],
  [/^src\/library\//, ['test/e2e/library.test.ts']],
  [/^src\/(library|store)\//, ['test/e2e/library-quota.test.ts']],
  [
    /^src\/(library|package|engine\/workers)\/|^bin\/|^docs\/library\/|^scripts\/(package|licences)/,
    ['test/e2e/package/package.test.ts'],
  ],
  [
    /^src\/(data|engine|explainers|games|models|numerics|structures)\//,
    ['test/browser/engine/engine.test.ts', 'test/e2e/answers.test.ts'],
  ],
  [/^src\/store\/|^test\/unit\/store\/made/, ['test/unit/store/interrupted.test.ts', 'test/e2e/store/']],
  [/^src\/(store|app\/keeping)\/|\/kept|keep-button/, ['test/e2e/kept.test.ts', 'test/e2e/forget.test.ts']],
  [
    /^src\/app\/keeping\//,
    ['test/e2e/models-kept.test.ts', 'test/e2e/measured/kept-many.test.ts', 'test/e2e/reuse.test.ts'],
  ],
  [/^src\/gpu\//, ['test/browser/gpu/', 'test/browser/models/webgpu.test.ts']],
  [/^test\/golden\/|^public\/examples\//, ['test/unit/']],
  [/^test\/e2e\/answers\//, ['test/e2e/answers.test.ts']],
]);

/**
 * Tests and folders of tests that these files call for; a test that has changed itself is one.
 * @param {readonly string[]} files @returns {string[]}
 */
export function testsFor(files) {
  const chosen = files.flatMap((file) => [
    ...dependents.flatMap(([pattern, tests]) => (pattern.test(file) ? tests : [])),
    ...(/^test\/e2e\/.*\.test\.ts$/.test(file) ? [file] : []),
  ]);
  return [...new Set(chosen)].sort();
}
