import * as v from 'valibot';
import { issueText } from '../../data/issue-text.ts';
import { pause } from './checks.ts';

/** Milliseconds that an answer may take which asks for no computing. */
export const SOON = 10_000;

/** The other side of a port, by messages as they are: nothing here keeps to the protocol. */
export interface Line<Message> {
  send(message: object): void;
  /** The next message for which this holds, of those not taken yet; null if none comes. */
  next(holds: (message: Message) => boolean, milliseconds?: number): Promise<Message | null>;
  /** Whether nothing comes within `milliseconds`. */
  silent(milliseconds: number): Promise<boolean>;
}

/** Speaks over a port; `wrong` is told of all that its schema refuses. */
export function createLine<Schema extends v.GenericSchema>(
  port: MessagePort,
  schema: Schema,
  wrong: (what: string) => void,
): Line<v.InferOutput<Schema>> {
  type Message = v.InferOutput<Schema>;
  const waiting: Message[] = [];
  let arrived = 0;
  let tell = (): void => {};
  port.onmessage = ({ data }) => {
    arrived += 1;
    const read = v.safeParse(schema, data);
    if (read.success) waiting.push(read.output);
    else wrong(issueText(read.issues, 'message'));
    tell();
  };
  const changed = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      tell = resolve;
      setTimeout(resolve, milliseconds);
    });
  return {
    send: (message) => port.postMessage({ oriel: 1, id: 0, ...message }),
    async next(holds, milliseconds = SOON) {
      const end = performance.now() + milliseconds;
      for (;;) {
        const at = waiting.findIndex(holds);
        if (at >= 0) return waiting.splice(at, 1)[0];
        const left = end - performance.now();
        if (left <= 0) return null;
        await changed(left);
      }
    },
    async silent(milliseconds) {
      const before = arrived;
      await pause(milliseconds);
      return arrived === before;
    },
  };
}
