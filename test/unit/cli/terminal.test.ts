import { describe, expect, test, vi } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { message } from '../../../src/catalogue/message.ts';
import { Terminal } from '../../../src/cli/terminal.ts';

/** A stream that keeps what is written, or fails as a pipe or a disk does. */
function stream(options: { isTTY?: boolean; fails?: string } = {}) {
  const kept = { text: '' };
  return {
    kept,
    isTTY: options.isTTY,
    write(text: string, done: (error?: Error) => void) {
      kept.text += text;
      queueMicrotask(() =>
        done(options.fails ? Object.assign(new Error('write'), { code: options.fails }) : undefined),
      );
    },
  };
}

const hostile = 'name\u001b[2J\u009b31m\u202e\r\nforged: 99 %';

describe('nothing that a terminal obeys gets through', () => {
  test.each([false, true])('in results, colours %s', async (isTTY) => {
    const out = stream({ isTTY });
    const terminal = new Terminal({ out, err: stream() }, english, isTTY);
    await terminal.print([hostile, [{ text: hostile, style: 'away' }, hostile]]);
    const own = out.kept.text.replaceAll('\u001b[38;5;33m', '').replaceAll('\u001b[0m', '');
    expect(own).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(own.split('\n')).toHaveLength(3);
    expect(out.kept.text.includes('\u001b')).toBe(isTTY);
  });

  test('in messages, and in progress', () => {
    const err = stream({ isTTY: true });
    const terminal = new Terminal({ out: stream(), err }, english);
    terminal.say(message('error.file-missing', { file: hostile, text: hostile }));
    terminal.progress(message('cli.unknownCommand', { name: hostile }));
    terminal.say('done');
    expect(err.kept.text.replaceAll('\r\u001b[2K', '')).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(err.kept.text.match(/\n/g)).toHaveLength(2);
  });

  test('in records, which stay the same', async () => {
    const out = stream();
    await new Terminal({ out, err: stream() }, english).printJson({ [hostile]: hostile });
    expect(out.kept.text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(JSON.parse(out.kept.text)).toEqual({ [hostile]: hostile });
  });
});

test.each(['EPIPE', 'ENOSPC', 'EIO'])('a result that cannot be written is a failure: %s', async (fails) => {
  const terminal = new Terminal({ out: stream({ fails }), err: stream({ fails }) }, english);
  await expect(terminal.print(['text'])).rejects.toMatchObject({ code: 'failure-output', kind: 'failure' });
  terminal.say('an error that nobody can read');
  await terminal.close();
});

test('what takes long is said on a terminal, after a while, and taken away; in a pipe after a long while', () => {
  vi.useFakeTimers();
  try {
    const [err, pipe] = [stream({ isTTY: true }), stream()];
    for (const one of [err, pipe]) {
      const terminal = new Terminal({ out: stream(), err: one }, english);
      terminal.doing(message('cli.doing.opening'));
      vi.advanceTimersByTime(400);
      terminal.doing(message('cli.doing.reading'));
      vi.advanceTimersByTime(400);
      expect(one.kept.text).toBe('');
      vi.advanceTimersByTime(200);
      terminal.say('done');
      vi.advanceTimersByTime(10_000);
      terminal.doing(message('cli.doing.preparing'));
      terminal.progress(message('cli.doing.preparing'));
      vi.advanceTimersByTime(20_000);
    }
    const [reading, preparing] = [english.say('cli.doing.reading'), english.say('cli.doing.preparing')];
    expect(err.kept.text).toBe(`${reading}\r\u001b[2Kdone\n${preparing}`);
    expect(pipe.kept.text).toBe('done\n');
    const terminal = new Terminal({ out: stream(), err: pipe }, english);
    terminal.doing(message('cli.doing.reading'));
    vi.advanceTimersByTime(10_000);
    expect(pipe.kept.text).toBe(`done\n${reading}\n`);
  } finally {
    vi.useRealTimers();
  }
});
