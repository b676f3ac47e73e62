import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import { fingerprint } from '../../../scripts/fingerprint.mjs';
import { isInstalled } from '../../../scripts/install.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oriel-scripts-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('isInstalled', () => {
  const lock = (packages: Record<string, { version?: string; integrity?: string; optional?: boolean }>) => ({
    packages,
  });
  const wanted = lock({
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/b': { version: '2.0.0', optional: true },
  });

  test.each([
    ['all is there', lock({ 'node_modules/a': { version: '1.0.0', integrity: 'x' } }), true],
    ['another version', lock({ 'node_modules/a': { version: '1.0.1', integrity: 'x' } }), false],
    ['other contents', lock({ 'node_modules/a': { version: '1.0.0', integrity: 'y' } }), false],
    ['one is missing', lock({}), false],
    ['nothing is installed', null, false],
  ])('%s', (_, present, expected) => {
    expect(isInstalled(wanted, present)).toBe(expected);
  });
});

describe('fingerprint', () => {
  test('follows contents and names, not dates', () => {
    mkdirSync(join(folder, 'src'));
    const file = join(folder, 'src/a.ts');
    writeFileSync(file, 'one');
    const first = fingerprint(folder, ['src', 'absent']);
    utimesSync(file, 1, 1);
    expect(fingerprint(folder, ['src', 'absent'])).toBe(first);
    writeFileSync(file, 'two');
    const second = fingerprint(folder, ['src']);
    expect(second).not.toBe(first);
    writeFileSync(join(folder, 'src/b.ts'), '');
    expect(fingerprint(folder, ['src'])).not.toBe(second);
  });
});

describe('findChromium', () => {
  test('takes CHROMIUM_PATH first', () => {
    const binary = join(folder, 'my-chromium');
    writeFileSync(binary, '');
    vi.stubEnv('CHROMIUM_PATH', binary);
    expect(findChromium()).toBe(binary);
  });

  test('complains when CHROMIUM_PATH names no file', () => {
    vi.stubEnv('CHROMIUM_PATH', join(folder, 'nothing'));
    expect(() => findChromium()).toThrow('CHROMIUM_PATH');
  });
});
