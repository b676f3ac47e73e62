import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployFiles } from '../../../scripts/deploy.mjs';
import { headersFor } from '../../../scripts/headers.mjs';

const HOSTS = ['https://a.example', 'https://b.example:8443'];

test('what deploy/ holds is up to date: `npm run headers -- deploy` writes it', () => {
  const folder = join(import.meta.dirname, '../../../deploy');
  for (const [name, text] of Object.entries(deployFiles([])))
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
});

/** Headers that a file says every response has. */
const said: Readonly<Record<string, (text: string) => Record<string, string>>> = {
  'nginx.conf': (text) => all(text, /^add_header (\S+) "([^"]+)" always;$/gm),
  Caddyfile: (text) => all(text.split('\n}\n')[0], /^\t([\w-]+) "([^"]+)"$/gm),
  _headers: (text) => all(text.split('\n\n').find((part) => part.startsWith('/*')) ?? '', /^ {2}([\w-]+): (.+)$/gm),
};
const all = (text: string, pattern: RegExp) =>
  Object.fromEntries([...text.matchAll(pattern)].map(([, name, value]) => [name, value]));

test.each(Object.entries(said))('%s has the headers that the server here sends', (name, read) => {
  expect(read(deployFiles(HOSTS)[name])).toEqual(headersFor(HOSTS));
});

test('hosts are ancestors of frames, and nothing else', () => {
  const { 'Content-Security-Policy': policy, ...others } = headersFor(HOSTS);
  const { 'Content-Security-Policy': ownPolicy, ...ownOthers } = headersFor();
  expect(policy.replace(` ${HOSTS.join(' ')}`, '')).toBe(ownPolicy);
  expect(policy.split('; ')).toContain(`frame-ancestors 'self' ${HOSTS.join(' ')}`);
  expect(others).toEqual(ownOthers);
});
