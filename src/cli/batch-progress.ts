import { message } from '../catalogue/message.ts';
import type { Terminal } from './terminal.ts';

/** Where lines stay, one comes so often. */
const LINE_SECONDS = 30;

/** Below this a rate says nothing. */
const LEAST_SECONDS = 0.5;

/**
 * Tells how many rows are done, how many a second, and how long the others will take: on a terminal
 * a line that overwrites itself, elsewhere a line now and then. `before`: rows of earlier runs.
 */
export function batchProgress(
  terminal: Terminal,
  { before, total }: { readonly before: number; readonly total: number },
  now: () => number = () => performance.now(),
): (done: number) => void {
  const start = now();
  let said = start;
  return (done) => {
    const seconds = (now() - start) / 1000;
    if (seconds < LEAST_SECONDS) return;
    const rate = (done - before) / seconds;
    if (rate <= 0) return;
    const text = message('cli.batch.progress', {
      done,
      total,
      rate: rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate),
      left: clock((total - done) / rate),
    });
    terminal.progress(text);
    if (terminal.overwrites || (now() - said) / 1000 < LINE_SECONDS) return;
    said = now();
    terminal.say(text);
  };
}

/** Seconds as 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
