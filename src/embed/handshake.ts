import type { Port } from './port.ts';
import { agreedVersion, type FrameHello, VERSION, VERSIONS, type Versions } from './protocol.ts';
import { isHello } from './read-frame.ts';

/** The part of the frame's address that holds the nonce. */
const FRAGMENT = /^#nonce=([0-9a-f]{32})$/;

/** The nonce in a frame's fragment; null where its page was opened in another way. */
export const nonceIn = (fragment: string): string | null => FRAGMENT.exec(fragment)?.[1] ?? null;

/** The fragment of a frame's address. */
export const fragmentOf = (nonce: string): string => `#nonce=${nonce}`;

/** The nonce that 16 random bytes make. */
export const nonceOf = (random: Uint8Array): string =>
  [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** What a frame says first. */
export const helloOf = (nonce: string, versions: Versions = VERSIONS): FrameHello => ({
  oriel: VERSION,
  id: 0,
  type: 'hello',
  nonce,
  versions: [...versions],
});

export interface FramePlace {
  /** Origins of the pages around, the nearest first; undefined where the browser does not say. */
  readonly ancestors: readonly string[] | undefined;
  /** Origin of the frame's address, also where it is sandboxed. */
  readonly own: string;
  /** Of the configuration. */
  readonly hosts: readonly string[];
}

/**
 * Origins to which a frame may say hello, each by itself: the one of the page around it, if that
 * and all around it may hold it. Where the browser does not say which they are, all that may: what
 * is sent to another than the right one arrives nowhere.
 */
export function helloTargets({ ancestors, own, hosts }: FramePlace): string[] {
  const allowed = [...new Set([own, ...hosts])];
  if (!ancestors) return allowed;
  return ancestors.length > 0 && ancestors.every((origin) => allowed.includes(origin)) ? [ancestors[0]] : [];
}

/** A message that a host's window got. */
export interface WindowMessage {
  readonly data: unknown;
  readonly origin: string;
  readonly source: unknown;
  readonly ports: readonly Port[];
}

/** The other end of a greeting that was in order. */
export interface Greeting {
  readonly port: Port;
  /** null: there is no version that both speak. */
  readonly version: number | null;
}

export interface HostHandshake {
  /**
   * The greeting, if this is it; null for everything else. Ports that come from the frame's window
   * with anything else are closed.
   */
  hear(message: WindowMessage, frame: unknown): Greeting | null;
}

/**
 * Awaits a frame's greeting. It counts if it comes from the frame's window and origin (`null` where
 * that is sandboxed), with the nonce in its address, and once: who hears of a nonce later can do
 * nothing with it. A frame that is loaded anew needs a new nonce, and another of these.
 */
export function createHostHandshake(nonce: string, origin: string, versions: Versions = VERSIONS): HostHandshake {
  let greeted = false;
  return {
    hear(message, frame) {
      if (message.source !== frame) return null;
      const greeting = greeted || message.origin !== origin ? null : read(message);
      if (greeting) greeted = true;
      else for (const port of message.ports) port.close();
      return greeting;
    },
  };

  function read({ data, ports }: WindowMessage): Greeting | null {
    if (!isHello(data) || data.nonce !== nonce || ports.length !== 1) return null;
    return { port: ports[0], version: agreedVersion(versions, data.versions) };
  }
}
