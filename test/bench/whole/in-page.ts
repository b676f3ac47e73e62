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
  /** How good it is, as far as the first rows tell. */
  readonly first: number;
  /** What it goes by, as far as the first rows tell. */
  readonly importance: number;
  /** Performance, importance and a picture of every row, of all rows. */
  readonly complete: number;
}

/** Runs in the page: resolves once a picture of all `rows` is painted. */
export async function painted(rows: number): Promise<Painted> {
  type Parts = HTMLElement & {
    state?: {
      whole: { inspected: null | { study: { rows: number }; inspection: Known | null; rows: Explained | null } };
    };
  };
  type Known = { performance: unknown; importance: { rows: number } | null };
  type Explained = { explained: unknown };
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const found: { [name: string]: number } = {};
  const note = (name: string) => {
    found[name] ??= performance.now() - window.noted.dropped;
  };
  for (let isComplete = false; ; ) {
    await frame();
    // What was known a frame ago is painted by now.
    const charts = document.querySelectorAll('oriel-model-chart :is(svg[role="img"], canvas)').length;
    const inspected = document.querySelector<Parts>('oriel-model-parts')?.state?.whole.inspected;
    if (inspected?.study.rows !== rows) continue;
    note('opened');
    const { inspection } = inspected;
    if (inspection?.performance) note('first');
    if (inspection?.importance && charts > 0) note('importance');
    if (isComplete) break;
    isComplete = inspection?.importance?.rows === rows && inspected.rows?.explained != null && charts > 0;
  }
  note('complete');
  return found as unknown as Painted;
}
