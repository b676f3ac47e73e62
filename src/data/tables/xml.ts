import { Parser } from 'saxen';

interface XmlEvents {
  /** An element begins, by its name without a prefix; `attribute` gives one as it is meant. */
  readonly open?: (name: string, attribute: (name: string) => string | undefined) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

const plain = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads a file of XML in UTF-8 or UTF-16. Entities that it defines itself stay as they are, so that
 * none can grow. Throws where it is damaged.
 */
export function readXml(bytes: Uint8Array, { open, close, text }: XmlEvents): void {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8';
  const parser = new Parser();
  if (open)
    parser.on('openTag', (name, attributes, decode) =>
      open(plain(name), (wanted) => {
        const all = attributes();
        const value = all[wanted] ?? all[Object.keys(all).find((key) => plain(key) === wanted) ?? ''];
        return value === undefined ? undefined : decode(value);
      }),
    );
  if (close) parser.on('closeTag', (name) => close(plain(name)));
  if (text) parser.on('text', (found, decode) => text(decode(found))).on('cdata', text);
  parser.parse(new TextDecoder(wide).decode(bytes));
}
