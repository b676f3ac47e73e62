import type { Language } from '../catalogue/language.ts';
import { type Message, type MessageValue, message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { harmless } from './terminal-text.ts';

/** As much of a stream of Node as is used: `done` gets the error of a write that failed. */
export interface OutputStream {
  write(text: string, done: (error?: Error | null) => void): unknown;
  on?(event: 'error', listener: (error: Error) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where the command line writes. Results go to `out` and nothing else does. */
export interface Streams {
  readonly out: OutputStream;
  readonly err: OutputStream;
}

export type Style = 'bold' | 'dim' | 'toward' | 'away';

export type Piece = string | { readonly text: string; readonly style: Style };

/** A line of text, or its pieces, some in a style. */
export type Line = string | readonly Piece[];

const codes: Readonly<Record<Style, string>> = {
  bold: '\u001b[1m',
  dim: '\u001b[2m',
  toward: '\u001b[38;5;208m',
  away: '\u001b[38;5;33m',
};
const plain = '\u001b[0m';
const clearLine = '\r\u001b[2K';

/** Below this nobody wonders what is going on. */
const PATIENCE_MILLISECONDS = 500;
/** What is not a terminal keeps all that is said: only what takes really long is worth a line. */
const PIPE_PATIENCE_MILLISECONDS = 10_000;

/**
 * The only place where something is written. Whatever it is, and whoever's names are in it: it
 * leaves here as harmless text, one line as one line, and only the terminal's own codes beside it.
 */
export class Terminal {
  private transient = false;
  private waiting: NodeJS.Timeout | undefined;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly streams: Streams,
    public language: Language,
    private readonly colours = streams.out.isTTY === true && !process.env.NO_COLOR,
  ) {
    // Writes report their errors themselves; without a listener the event would end the process.
    for (const stream of [streams.out, streams.err]) stream.on?.('error', () => undefined);
  }

  /** Columns that a line of a result may take. */
  get width(): number {
    return this.streams.out.columns ?? 100;
  }

  /** Whether a line of progress overwrites itself. */
  get overwrites(): boolean {
    return this.streams.err.isTTY === true;
  }

  /** Writes lines of a result. Throws `failure-output`. */
  print(lines: readonly Line[]): Promise<void> {
    return this.result(lines.map((line) => written(line, this.colours)).join('\n'));
  }

  /** Writes a result as a line of JSON. Throws `failure-output`. */
  printJson(value: unknown): Promise<void> {
    // JSON leaves out only some of the characters that a terminal takes for orders.
    const text = JSON.stringify(value).replace(
      /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return this.result(text);
  }

  /** Writes a line for the person who looks on. */
  say(text: Message | string): void {
    this.clear();
    this.write(`${harmless(this.language.text(text))}\n`);
  }

  /** Shows how far something is, on a terminal, until something else is written. */
  progress(text: Message): void {
    this.clear();
    if (!this.streams.err.isTTY) return;
    this.write(harmless(this.language.text(text)));
    this.transient = true;
  }

  /** Says what it is doing, should that take a while. */
  doing(text: Message): void {
    clearTimeout(this.waiting);
    this.waiting = this.streams.err.isTTY
      ? setTimeout(() => this.progress(text), PATIENCE_MILLISECONDS)
      : setTimeout(() => this.say(text), PIPE_PATIENCE_MILLISECONDS);
    this.waiting.unref();
  }

  /** Takes away what `progress` shows, and waits until all that was printed has been written. */
  async close(): Promise<void> {
    this.clear();
    await this.writing.catch(() => undefined);
  }

  private clear(): void {
    clearTimeout(this.waiting);
    if (this.transient) this.write(clearLine);
    this.transient = false;
  }

  private write(text: string): void {
    // Where even errors cannot be written, nothing can be said about it.
    this.streams.err.write(text, () => undefined);
  }

  private result(text: string): Promise<void> {
    this.clear();
    const write = new Promise<void>((resolve, reject) => {
      this.streams.out.write(`${text}\n`, (error) => (error ? reject(unwritable(error)) : resolve()));
    });
    this.writing = write;
    return write;
  }
}

const written = (line: Line, colours: boolean): string =>
  typeof line === 'string'
    ? harmless(line)
    : line
        .map((piece) => {
          if (typeof piece === 'string') return harmless(piece);
          const text = harmless(piece.text);
          return colours && text !== '' ? codes[piece.style] + text + plain : text;
        })
        .join('');

function unwritable(error: NodeJS.ErrnoException): OrielError {
  const texts: Readonly<Record<string, MessageValue>> = {
    EPIPE: message('cli.nobodyReads'),
    ENOSPC: message('cli.diskFull'),
  };
  return new OrielError('failure-output', { text: texts[error.code ?? ''] ?? foreign(error) }, { cause: error });
}
