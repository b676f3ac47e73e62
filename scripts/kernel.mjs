// node scripts/kernel.mjs: makes the bytes of the WebAssembly that values coalitions of networks
// (src/models/network/kernel-bytes.ts) from its text (kernel.wat). A test makes them again.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import wabt from 'wabt';
import { root } from './install.mjs';

const folder = join(root, 'src/models/network');
const target = join(folder, 'kernel-bytes.ts');

/** The file's text with the bytes of kernel.wat. */
export async function kernelFile() {
  const features = { simd: true };
  const { parseWat } = await wabt();
  const parsed = parseWat('kernel.wat', readFileSync(join(folder, 'kernel.wat'), 'utf8'), features);
  parsed.resolveNames();
  parsed.validate();
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const text = Buffer.from(buffer).toString('base64');
  const lines = text.match(/.{1,112}/g)?.map((line) => `  '${line}',`) ?? [];
  return [
    '// Made from kernel.wat by scripts/kernel.mjs.',
    '',
    '/** The WebAssembly module in base64. */',
    'export const kernelBytes = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(target, await kernelFile());
