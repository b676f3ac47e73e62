import { message } from '../../catalogue/message.ts';
import type { EngineApi } from '../../engine/protocol.ts';
import { type Connection, connect } from '../../engine/workers/connection.ts';
import { OrielError } from '../../errors.ts';
import { createBeats } from './beats.ts';

/** Another frame's engine, through a port that leads to it. */
export interface Borrowed extends Connection<EngineApi> {
  /** To be called every `widgetLimits.pingSeconds`. */
  tick(): void;
}

/** Uses the engine at the other end of a port; it died when that end says goodbye, or nothing. */
export function borrow(port: MessagePort): Borrowed {
  let gone: (reason: Error) => void = () => {};
  const died = new Promise<Error>((resolve) => {
    gone = resolve;
  });
  const beats = createBeats(port, () =>
    gone(new OrielError('failure-unexpected', { text: message('engine.workerEnded') })),
  );
  const hear = ({ data }: MessageEvent): void => void beats.hear(data);
  port.addEventListener('message', hear);
  const connection = connect<EngineApi>(port, died, () => {
    beats.bye();
    port.removeEventListener('message', hear);
    port.close();
  });
  port.start();
  return { ...connection, tick: beats.tick };
}
