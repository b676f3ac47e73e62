import { english } from '../../../src/catalogue/english.ts';
import { type Answer, createFrameSide } from '../../../src/embed/frame-side.ts';
import { createHostSide } from '../../../src/embed/host-side.ts';
import type { Versions } from '../../../src/embed/protocol.ts';
import { channel, clock, hearing, noting } from './ports.ts';

/** A host and a frame that have met. */
export function meet({
  hostVersions = [1, 1] as Versions,
  frameVersions = [1, 1] as Versions,
  version = 1 as number | null,
} = {}) {
  const { host: hostPort, frame: framePort, deliver } = channel();
  const time = clock();
  const frameNotes = noting();
  const hostNotes = hearing();
  const frame = createFrameSide({
    port: framePort,
    acts: frameNotes.acts,
    engine: 'oriel 0',
    say: ({ key, values }) => english.say(key, values),
    now: time.now,
    versions: frameVersions,
  });
  const host = createHostSide({
    port: hostPort,
    version,
    acts: hostNotes.acts,
    now: time.now,
    versions: hostVersions,
  });
  deliver();
  /** Sends to the frame what no host of ours sends. */
  const raw = (...messages: unknown[]): unknown[] => {
    const from = framePort.sent.length;
    for (const message of messages) hostPort.postMessage(message, []);
    deliver();
    return framePort.sent.slice(from);
  };
  return { host, frame, hostPort, framePort, deliver, time, raw, done: frameNotes.done, ...hostNotes };
}

export const row = { kind: 'row', row: 384 } as const;
export const result = (id: number): Answer => ({
  id,
  type: 'result',
  prediction: { outputs: ['no', 'yes'], values: [0.25, 0.75] },
  record: null,
});
