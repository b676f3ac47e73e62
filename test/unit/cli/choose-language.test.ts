import { describe, expect, test } from 'vitest';
import { languages } from '../../../src/catalogue/languages.ts';
import {
  type Environment,
  environmentLanguage,
  requestedLanguage,
  takeLanguage,
} from '../../../src/cli/choose-language.ts';
import { main } from '../../../src/cli/main.ts';

/** Runs the command line within this process. */
async function run(argv: readonly string[], environment: Environment = {}) {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    write: (text: string, done: () => void) => {
      written[name] += text;
      done();
    },
  });
  const status = await main(argv, { out: stream('out'), err: stream('err') }, environment);
  return { status, ...written };
}

test.each([
  [['explain', '--lang', 'de', '--help'], 'de', ['explain', '--help']],
  [['--lang=de', '--help'], 'de', ['--help']],
  [['explain', '--lang'], '', ['explain']],
  [['explain', '--json'], null, ['explain', '--json']],
])('--lang is taken out of %j', (argv, tag, rest) => {
  expect(takeLanguage(argv)).toEqual({ tag, rest });
});

test.each<[Environment, string]>([
  [{}, 'en'],
  [{ LANG: 'de_AT.UTF-8' }, 'de'],
  [{ LANG: 'de_DE.UTF-8', LC_MESSAGES: 'en_GB.UTF-8' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'en', LC_ALL: 'de' }, 'de'],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C.UTF-8' }, 'en'],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: 'POSIX' }, 'en'],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: '' }, 'de'],
  [{ LANG: 'tlh' }, 'en'],
  [{ LANG: 'en_XA.UTF-8' }, 'en-XA'],
])('%j means %s', async (environment, tag) => {
  expect((await environmentLanguage(environment)).tag).toBe(tag);
});

describe('help and errors', () => {
  test.each(Object.keys(languages))('are in %s where it is asked for', async (tag) => {
    const { say } = await requestedLanguage(tag);
    const help = await run(['explain', '--help', '--lang', tag]);
    expect(help).toMatchObject({ status: 0, err: '', out: expect.stringContaining(say('cli.explainersTitle')) });
    // Broken into lines anywhere but before a French colon.
    const inOneLine = (text: string) => text.replace(/\s+/g, ' ');
    expect(inOneLine(help.out)).toContain(inOneLine(say('explainer.exact.help')));
    const wrong = await run(['explain', '--lang', tag]);
    expect(wrong).toMatchObject({ status: 2, out: '', err: expect.stringContaining(say('cli.noModel')) });
    const missing = await run(['explain', '--model', 'no such file', '--data', 'd.csv', '--row', '0'], { LANG: tag });
    expect(missing).toMatchObject({ status: 3, out: '', err: expect.stringContaining(say('cli.noSuchFile')) });
  });

  test('every text can be put into English made strange', async () => {
    const { status, out } = await run(['explain', '--help', '--lang', 'en-XA']);
    expect(status).toBe(0);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(96);
    expect(out).not.toContain('Options');
  });

  test('an unknown language is wrong usage, and those that there are are named', async () => {
    for (const argv of [
      ['--lang', 'tlh', '--help'],
      ['explain', '--lang='],
    ]) {
      const { status, out, err } = await run(argv);
      expect([status, out]).toEqual([2, '']);
      expect(err).toMatch(/^oriel: .*--lang|de \(Deutsch\)/);
    }
    expect((await run(['--lang', 'tlh', '--help'])).err).toContain('en (English), de (Deutsch)');
  });
});
