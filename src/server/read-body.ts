import type { IncomingMessage, ServerResponse } from 'node:http';
import { MEGABYTE } from '../limits.ts';
import type { Held } from './body-room.ts';
import { Refusal } from './refusal.ts';

export interface BodyLimits {
  readonly megabytes: number;
  /** How deep lists and objects may lie within each other. */
  readonly depth: number;
}

/**
 * A request's body, read as JSON. It must say that it is: pages of other sites can send anything
 * else without asking. `held` counts what is read of it. Throws Refusal.
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  { megabytes, depth, held }: BodyLimits & { readonly held: Held },
): Promise<unknown> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(;|$)/i.test(type) || encoding !== 'identity')
    throw new Refusal('media-type');
  const most = megabytes * MEGABYTE;
  const tooLarge = () => new Refusal('too-large', { megabytes }, { Connection: 'close' });
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > most) throw tooLarge();
  held.check(declared);
  if (request.headers.expect !== undefined) response.writeContinue();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) throw tooLarge();
    held.add(chunk.length);
    chunks.push(chunk);
  }
  return parsed(Buffer.concat(chunks), depth);
}

/** Reads JSON of bounded depth. Throws Refusal. */
export function parsed(bytes: Uint8Array, depth: number): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('not-json');
  }
  if (isDeeper(text, depth)) throw new Refusal('too-deep', { depth });
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes the body.
    throw new Refusal('not-json');
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...'"\\[]{}'].map((each) =>
  each.charCodeAt(0),
);

/** Whether lists and objects lie deeper in each other; looked at before anything is made of it. */
function isDeeper(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      for (at++; at < text.length && text.charCodeAt(at) !== QUOTE; at++) if (text.charCodeAt(at) === BACKSLASH) at++;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > most) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
  return false;
}
