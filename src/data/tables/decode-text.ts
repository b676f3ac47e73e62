import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';

interface DecodedText {
  /** Without a byte-order mark, and with line feeds alone as ends of lines. */
  readonly text: string;
  readonly notices: readonly Message[];
}

type Utf16 = 'utf-16le' | 'utf-16be';

/** Characters of Windows-1252 from 0x80 to 0x9f. */
const UPPER = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Bytes that tell whether a file without a mark is UTF-16. */
const HEAD = 1024;

/**
 * Reads a text in UTF-8 or UTF-16, with or without a byte-order mark, or else in Windows-1252, the
 * usual encoding of older spreadsheets; a notice says what was guessed. Throws `data-binary` for
 * bytes that are no text: they hold control characters.
 */
export function decodeText(bytes: Uint8Array, file: string): DecodedText {
  const marked = markOf(bytes);
  const wide = marked ?? (bytes.subarray(0, HEAD).includes(0) ? withoutMark(bytes) : null);
  if (wide) {
    const text = decoded(bytes, wide);
    if (text === null || hasControls(text)) throw new OrielError('data-binary', { file });
    const guessed = marked ? [] : [message('data.encoding', { encoding: 'UTF-16' })];
    return { text: unified(text), notices: guessed };
  }
  if (bytes.includes(0)) throw new OrielError('data-binary', { file });
  const text = decoded(bytes, 'utf-8');
  if (text !== null) return { text: unified(text), notices: [] };
  const old = fromWindows(bytes);
  if (hasControls(old)) throw new OrielError('data-binary', { file });
  return { text: unified(old), notices: [message('data.encoding', { encoding: 'Windows-1252' })] };
}

function markOf([first, second]: Uint8Array): Utf16 | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** Most characters of a table are ASCII, half of whose bytes are 0 in UTF-16: the same half. */
function withoutMark(bytes: Uint8Array): Utf16 | null {
  const head = bytes.subarray(0, HEAD);
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2]++;
  const half = head.length / 2;
  if (zeros[0] === 0 && zeros[1] > 0.7 * half) return 'utf-16le';
  return zeros[1] === 0 && zeros[0] > 0.7 * half ? 'utf-16be' : null;
}

function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * By our own table: not every runtime's decoder follows it. The five bytes without a character stay
 * controls.
 */
function fromWindows(bytes: Uint8Array): string {
  const codes = Uint16Array.from(bytes, (byte) => (byte >= 0x80 && byte < 0xa0 ? UPPER.charCodeAt(byte - 0x80) : byte));
  return new TextDecoder('utf-16le').decode(codes);
}

/** Controls that no table holds: all but tab, the ends of lines, and DOS's end of file. */
function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 ? code < 9 || (code > 13 && code !== 26) : code >= 0x7f && code < 0xa0) return true;
  }
  return false;
}

const unified = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
