/** What of a browser a kiosk asks for. */
export interface Screen {
  /** Has all of the screen, from a touch on; nobody is disturbed where that is denied. */
  fill(): void;
  /** Has it stay on, as long as the page is seen. */
  stayAwake(): void;
}

export function createScreen(page: Document, { wakeLock }: Partial<Pick<Navigator, 'wakeLock'>>): Screen {
  let held: WakeLockSentinel | null = null;
  return {
    fill() {
      if (page.fullscreenElement || !page.fullscreenEnabled) return;
      page.documentElement.requestFullscreen({ navigationUI: 'hide' }).catch(() => {}); // the next touch asks again
    },
    stayAwake() {
      if (page.hidden || (held && !held.released)) return;
      wakeLock?.request('screen').then(
        (lock) => {
          held = lock;
        },
        () => {}, // the browser does not allow it; the machine's own settings do the same
      );
    },
  };
}
