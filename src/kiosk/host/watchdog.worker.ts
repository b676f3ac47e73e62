import { createSilence, type Silence } from './silence.ts';

// In a worker, whose clock is not slowed down as that of a page is that nobody looks at.

/** What the page says to the watchdog; it answers `stuck`. */
export type ToWatchdog =
  | { readonly type: 'watch'; readonly seconds: number }
  | { readonly type: 'beats'; readonly port: MessagePort }
  | { readonly type: 'rest' }
  | { readonly type: 'look'; readonly seen: boolean };

let silence: Silence | null = null;
let beats: MessagePort | null = null;
let seen = true;

addEventListener('message', ({ data }: MessageEvent<ToWatchdog>) => {
  if (data.type === 'look') {
    seen = data.seen;
    return silence?.beat();
  }
  if (data.type === 'beats') {
    beats = data.port;
    beats.onmessage = () => silence?.beat();
    return;
  }
  // What the last page may still say counts for nothing.
  beats?.close();
  beats = null;
  silence?.rest();
  silence = data.type === 'watch' ? createSilence(data.seconds, () => postMessage('stuck')) : null;
  silence?.watch();
});
setInterval(() => seen && silence?.tick(), 1000);
