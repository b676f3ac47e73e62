/** What a page notes of itself from its start on. */
export interface Noted {
  /** When the page was given files, in its own time. */
  dropped: number;
  /** Tasks of its thread that took over 50 ms: when they began, and how long they took. */
  readonly long: { readonly at: number; readonly milliseconds: number }[];
}

declare global {
  interface Window {
    noted: Noted;
  }
}

/** Runs before the page's own scripts. */
export function takeNotes(): void {
  window.noted = { dropped: Number.NaN, long: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      window.noted.long.push({ at: startTime, milliseconds: duration });
  }).observe({ type: 'longtask', buffered: true });
  addEventListener('change', () => Object.assign(window.noted, { dropped: performance.now(), long: [] }), {
    capture: true,
  });
}

/** Milliseconds from the drop until something is painted. */
export interface Painted {
  /** The table and the model are read, and looking at the model begins. */
  readonly opened: number;
  /** How good it is, as far as some rows tell. */
  readonly first: number;
  /** A picture of what it goes by, as far as some rows tell. */
  readonly importance: number;
  /** Performance, importance and a picture of every row, of all rows. */
  readonly complete: number;
}

/**
 * Runs in the page: resolves once a picture of all `rows` of a file is painted. Own files begin with
 * a decision, however the page was left: `button` leads to the model, and is pressed as soon as it
 * is there, since how long somebody takes to press it is not the page's time.
 */
export async function painted(asked: { rows: number; file: string; button: string }): Promise<Painted> {
  const { rows, file } = asked;
  type Parts = HTMLElement & {
    state?: {
      whole: {
        inspected: null | {
          study: { rows: number };
          inspection: Known | null;
          rows: Explained | null;
        };
      };
    };
  };
  type Known = { table: { file: string }; performance: unknown; importance: { rows: number } | null };
  type Explained = { explained: unknown };
  type Chart = HTMLElement & { readonly inspection: Known | null; readonly isUpdatePending: boolean };
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const found: { [name: string]: number } = {};
  const note = (name: string) => {
    found[name] ??= performance.now() - window.noted.dropped;
  };
  const press = (): boolean => {
    const found = [...document.querySelectorAll('button')].find(
      (one) => one.textContent.trim() === asked.button && one.checkVisibility(),
    );
    found?.click();
    return found !== undefined;
  };
  let isPressed = false;
  for (let [isComplete, wasDrawn] = [false, false]; ; ) {
    await frame();
    if (Number.isNaN(window.noted.dropped)) continue;
    if (!isPressed) isPressed = press();
    // What was there a frame ago is painted by now.
    if (wasDrawn) note('importance');
    if (isComplete) break;
    const isDrawn = [...document.querySelectorAll<Chart>('oriel-model-chart')].some(
      ({ inspection: drawn, isUpdatePending, shadowRoot }) =>
        drawn?.table.file === file && !isUpdatePending && shadowRoot?.querySelector('svg[role="img"], canvas'),
    );
    const inspected = document.querySelector<Parts>('oriel-model-parts')?.state?.whole.inspected;
    if (inspected?.study.rows === rows) note('opened');
    const inspection = inspected?.inspection ?? null;
    if (inspection?.table.file !== file) continue;
    if (inspection.performance) note('first');
    wasDrawn = inspection.importance !== null && isDrawn;
    isComplete = inspection.importance?.rows === rows && inspected?.rows?.explained != null && isDrawn;
  }
  note('complete');
  return found as unknown as Painted;
}
