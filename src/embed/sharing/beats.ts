import * as v from 'valibot';
import { createHeartbeat } from '../heartbeat.ts';
import { VERSION } from '../protocol.ts';

// Beside calls and answers, both ends of a port through which an engine is used say that they live,
// and goodbye. A port does not tell in time that the other end is gone.

const head = { oriel: v.literal(VERSION), id: v.literal(0) };
const BeatSchema = v.variant('type', [
  v.object({ ...head, type: v.literal('ping'), answer: v.boolean() }),
  v.object({ ...head, type: v.literal('bye') }),
]);

export interface Beats {
  /** Whether data was a sign of life or a goodbye, which has been acted on. */
  hear(data: unknown): boolean;
  /** To be called every `widgetLimits.pingSeconds`. */
  tick(): void;
  bye(): void;
}

/** `gone` is called when the other end says goodbye, or says nothing for too long. */
export function createBeats(port: Pick<MessagePort, 'postMessage'>, gone: () => void): Beats {
  const heartbeat = createHeartbeat();
  const say = (what: v.InferOutput<typeof BeatSchema>): void => port.postMessage(what);
  const ping = (answer: boolean): void => say({ oriel: VERSION, id: 0, type: 'ping', answer });
  return {
    hear(data) {
      heartbeat.heard();
      const { success, output } = v.safeParse(BeatSchema, data);
      if (!success) return false;
      if (output.type === 'bye') gone();
      else if (!output.answer) ping(true);
      return true;
    },
    tick() {
      if (heartbeat.gone()) gone();
      else ping(false);
    },
    bye: () => say({ oriel: VERSION, id: 0, type: 'bye' }),
  };
}
