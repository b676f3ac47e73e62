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

test('Caddy is told that files may be kept, and not that they are missing', () => {
  const { Caddyfile } = deployFiles([]);
  const kept = [...Caddyfile.matchAll(/^header (\S+) Cache-Control ".*immutable.*"$/gm)].map(([, matcher]) => matcher);
  expect(kept).toHaveLength(1);
  const block = Caddyfile.split(`\n${kept[0]} {\n`)[1]?.split('\n}\n')[0].split('\n');
  // All must hold: hidden files exist and are refused, and so are parts beyond a file's end.
  expect(block).toEqual([
    expect.stringMatching(/^\tpath_regexp \^\/assets\//),
    '\tfile',
    '\tnot path_regexp /\\.',
    '\tnot header Range *',
  ]);
});

test('nginx says of answers that succeed alone that they may be kept', () => {
  // Without `always`, nginx adds a header to no refusal.
  const text = deployFiles([])['nginx.conf'];
  expect(text).toMatch(/^add_header Cache-Control \$oriel_caching;$/m);
  // It does to 416, the answer to a part beyond a file's end. The last `set` counts.
  expect(text.indexOf('if ($http_range) {\n  set $oriel_caching "no-cache";\n}')).toBeGreaterThan(
    text.indexOf('immutable'),
  );
});

test('static hosting gets a page for what is missing, without which some answer with index.html', () => {
  expect(deployFiles([])['404.html']).toMatch(/^<!doctype html>/);
});
