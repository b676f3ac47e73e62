import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { chromiumArguments, findChromium } from './scripts/chromium.mjs';

/** The end-to-end tests that take longest. */
const longest = [
  'privacy kiosk package same-bits models-kept embed-frame language offline batch cli change model-view page',
  'answer-in-sight embedded-frame forget table audit text',
]
  .flatMap((names) => names.split(' '))
  .map((name) => `/${name}.test.ts`);

/**
 * Begins with those, so that no core is idle while the last of them runs: of a fresh checkout vitest
 * knows the sizes of files alone, which say little.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const place = ({ project, moduleId }: TestSpecification) => {
      const at = project.name === 'e2e' ? longest.findIndex((name) => moduleId.endsWith(name)) : -1;
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || place(a) - place(b));
  }
}

/** On a busy machine what is waited for may take a while. */
const patient = { poll: { timeout: 20_000 } };

const endToEnd = { expect: patient, globalSetup: ['test/e2e/setup.ts'], testTimeout: 180_000, hookTimeout: 180_000 };

// Groups run one after the other, so that browsers have the machine to themselves; what measures
// CPU time, memory, silence or a slow line has it alone.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          expect: patient,
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
          // Files run side by side on a machine that may be busy; no test asserts a time.
          testTimeout: 60_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: './vite.config.ts',
        optimizeDeps: { entries: ['src/!(cli)/**/*.ts', 'test/browser/**/*.ts'], exclude: ['onnxruntime-web'] },
        test: {
          name: 'browser',
          expect: patient,
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium() ?? undefined, args: chromiumArguments },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/measured/**'],
          ...endToEnd,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'measured',
          environment: 'node',
          include: ['test/e2e/measured/**/*.test.ts'],
          // Its few explanations too take over a minute.
          exclude: process.env.ORIEL_EXPLANATIONS ? [] : ['**/library-memory.test.ts'],
          ...endToEnd,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'soak',
          environment: 'node',
          // They take minutes, and some need what few machines have: for `npm run soak` alone.
          include: process.env.ORIEL_SOAK ? ['test/soak/**/*.test.ts'] : [],
          expect: { poll: { timeout: 300_000, interval: 200 } },
          testTimeout: 900_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
