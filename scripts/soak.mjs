// npm run soak: runs some tests on many more cases than `npm test` does, which takes long.

import { ensureInstalled } from './install.mjs';
import { runTool } from './run.mjs';

/** Each soak is some test files of a vitest project, and the environment that makes it long. */
const soaks = {
  models: {
    project: 'unit',
    files: [
      'test/unit/models/trees/fuzz.test.ts',
      'test/unit/models/trees/literal.test.ts',
      'test/unit/models/damaged-files.test.ts',
    ],
    env: { ORIEL_FUZZ: '100000', ORIEL_LITERAL: '100000' },
  },
  golden: {
    project: 'unit',
    files: ['test/unit/explainers/glime-golden.test.ts', 'test/unit/explainers/kernel-shap/kernel-shap-golden.test.ts'],
    env: { ORIEL_GOLDEN: 'all' },
  },
  answers: { project: 'e2e', files: ['test/e2e/answers.test.ts'], env: { ORIEL_ANSWERS: 'all' } },
  access: {
    project: 'e2e',
    files: ['test/e2e/accessible.test.ts', 'test/e2e/accessible-kiosk.test.ts'],
    env: { ORIEL_ACCESS: 'all' },
  },
  replay: { project: 'e2e', files: ['test/e2e/audit.test.ts'], env: { ORIEL_REPLAY: 'all' } },
  tampering: {
    project: 'unit',
    files: ['test/unit/audit/tampering.test.ts'],
    env: { ORIEL_TAMPERING: '4000' },
  },
  widget: { project: 'unit', files: ['test/unit/embed/fuzz.test.ts'], env: { ORIEL_MESSAGES: '100000' } },
  batch: { project: 'soak', files: ['test/soak/batch.test.ts'], env: { ORIEL_SOAK: '1' } },
  kiosk: { project: 'soak', files: ['test/soak/kiosk.test.ts'], env: { ORIEL_SOAK: '1' } },
  slurm: { project: 'soak', files: ['test/soak/slurm/slurm.test.ts'], env: { ORIEL_SOAK: '1' } },
  memory: {
    project: 'measured',
    files: ['test/e2e/measured/memory.test.ts', 'test/e2e/measured/library-memory.test.ts'],
    env: { ORIEL_EXPLANATIONS: '1000' },
  },
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in soaks));
if (unknown || names.includes('--help')) {
  console.error(
    `npm run soak [-- NAME ...], with NAME any of: ${Object.keys(soaks).join(', ')}. Without names, all of them.`,
  );
  process.exit(2);
}
ensureInstalled();
let status = 0;
for (const [name, { project, files, env }] of Object.entries(soaks)) {
  if (names.length > 0 && !names.includes(name)) continue;
  Object.assign(process.env, env);
  status ||= runTool('vitest', ['run', '--project', project, ...files]);
}
process.exit(status);
