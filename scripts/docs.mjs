// npm run docs: reference pages of the package, made of its docstrings (docs/library/reference).

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const { writeDeclarations } = await import('./package/declarations.mjs');
const { exported } = await import('./package/entries.mjs');

// TypeDoc needs the compiler as a library, which TypeScript 7 is not: it is given the last that was.
const hook =
  "export const resolve = (name, context, next) => next(name === 'typescript' ? 'typescript6' : name, context);";
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { Application } = await import('typedoc');

const folder = mkdtempSync(join(tmpdir(), 'oriel-docs-'));
try {
  writeDeclarations(Object.values(exported), folder);
  const tsconfig = join(folder, 'tsconfig.json');
  const compilerOptions = {
    ...{ target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler', strict: true },
    ...{ lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] },
  };
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, include: ['**/*.d.ts'] }));
  const app = await Application.bootstrap({
    name: 'Oriel',
    tsconfig,
    entryPoints: Object.values(exported).map((path) => join(folder, path.replace(/\.ts$/, '.d.ts'))),
    readme: join(root, 'docs/library/README.md'),
    out: join(root, 'docs/library/reference'),
    ...{ excludeExternals: true, externalPattern: ['**/libraries/**'], excludeProtected: true },
    ...{ disableSources: true, logLevel: 'Error' },
  });
  const project = await app.convert();
  if (!project) process.exit(1);
  await app.generateOutputs(project);
  console.log(join(root, 'docs/library/reference/index.html'));
} finally {
  rmSync(folder, { recursive: true });
}
