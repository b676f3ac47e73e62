// node scripts/kernel.mjs: makes the bytes of WebAssembly (that values coalitions of networks, factors
// matrices, and looks pairs of rows up) from their texts. A test makes them again.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import wabt from 'wabt';
import { root } from './install.mjs';

/** Texts, of which the bytes lie beside them. */
export const kernels = [
  'src/explainers/gp-shap/pair-kernel.wat',
  'src/models/network/kernel.wat',
  'src/numerics/matrix-kernel.wat',
];

/** Where the bytes of a text lie. @param {string} path */
export const bytesOf = (path) => path.replace(/\.wat$/, '-bytes.ts');

/** The file's text with the bytes of a text. @param {string} path */
export async function kernelFile(path) {
  const features = { simd: true };
  const { parseWat } = await wabt();
  const name = path.replace(/^.*\//, '');
  const parsed = parseWat(name, readFileSync(join(root, path), 'utf8'), features);
  parsed.resolveNames();
  parsed.validate();
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const text = Buffer.from(buffer).toString('base64');
  const lines = text.match(/.{1,112}/g)?.map((line) => `  '${line}',`) ?? [];
  return [
    `// Made from ${name} by scripts/kernel.mjs.`,
    '',
    '/** The WebAssembly module in base64. */',
    'export const kernelBytes = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const path of kernels) writeFileSync(join(root, bytesOf(path)), await kernelFile(path));
