import { message } from '../../catalogue/message.ts';
import type { FileSource } from '../../engine/protocol.ts';
import { OrielError } from '../../errors.ts';
import { MEGABYTE, widgetLimits } from '../../limits.ts';
import type { CallName } from './calls.ts';

/** What a frame holds open at another's engine: so many things, and so much in them. */
export interface Held {
  /** Makes a call that may open something or let go. Throws `request-invalid` beyond limits. */
  count(name: CallName, args: readonly unknown[], call: () => Promise<unknown>): Promise<unknown>;
}

const bytesOf = (file: FileSource): number => {
  if (!('data' in file)) return 0;
  return file.data instanceof Blob ? file.data.size : file.data.byteLength;
};

export function createHeld(): Held {
  /** Bytes by handle. */
  const held = new Map<string, number>();
  /** Of what is being opened. */
  let opening = { things: 0, bytes: 0 };

  const heldBytes = (): number => [...held.values()].reduce((sum, bytes) => sum + bytes, 0);

  /** A model that is bound keeps the bytes of all that it is bound to. */
  function bytesFor(name: CallName, [first, beside]: readonly unknown[]): number | null {
    if (name === 'study')
      return Object.values(first as Record<string, unknown>)
        .flatMap((handle) => (typeof handle === 'string' ? (held.get(handle) ?? 0) : []))
        .reduce((sum, bytes) => sum + bytes, 0);
    if (!name.startsWith('open')) return null;
    return [first, ...((beside as FileSource[] | undefined) ?? [])].reduce<number>(
      (sum, file) => sum + bytesOf(file as FileSource),
      0,
    );
  }

  return {
    async count(name, args, call) {
      const bytes = bytesFor(name, args);
      if (name === 'release') held.delete(args[0] as string);
      if (bytes === null) return call();
      const { followerHandles: things, followerMegabytes: megabytes } = widgetLimits;
      const all = heldBytes() + opening.bytes + bytes;
      if (held.size + opening.things >= things || all > megabytes * MEGABYTE)
        throw new OrielError('request-invalid', { text: message('widget.borrowed.tooMuch', { things, megabytes }) });
      opening = { things: opening.things + 1, bytes: opening.bytes + bytes };
      try {
        const opened = await call();
        held.set((opened as { readonly handle: string }).handle, bytes);
        return opened;
      } finally {
        opening = { things: opening.things - 1, bytes: opening.bytes - bytes };
      }
    },
  };
}
