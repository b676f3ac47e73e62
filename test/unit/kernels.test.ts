import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/install.mjs';
import { bytesOf, kernelFile, kernels } from '../../scripts/kernel.mjs';

test.each(kernels)('the bytes of %s are those of its text', async (path) => {
  expect(readFileSync(join(root, bytesOf(path)), 'utf8')).toBe(await kernelFile(path));
});
