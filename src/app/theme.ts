import { type Theme, themes } from './state.ts';
import type { Store } from './store.ts';

/** Under this name the browser keeps the colours that a person chose. */
const KEY = 'oriel.theme';

/** Colours the page as the store says, beginning with what was chosen the last time. */
export function showTheme(store: Store): void {
  const root = document.documentElement;
  store.subscribe(({ theme }) => {
    if ((root.dataset.theme ?? 'auto') === theme) return;
    root.dataset.theme = theme;
  });
  const kept = read();
  if (kept) store.set({ theme: kept });
}

// Where a frame is refused storage, nothing is remembered.

function read(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return themes.find((theme) => theme === kept) ?? null;
  } catch {
    return null;
  }
}

/** Remembers colours; those of the system need no remembering. */
export function keepTheme(theme: Theme): void {
  try {
    if (theme === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}
