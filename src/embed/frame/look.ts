import type { HostMessage } from '../protocol.ts';
import { isLight } from './is-light.ts';

export type Theme = Extract<HostMessage, { type: 'theme' }>['theme'];

/** What of a theme is a value of CSS: `--host-…` for `frame.css`. */
const values = ['background', 'text', 'accent', 'font', 'radius'] as const;

/**
 * Has the document look as its host wants; what a host says nothing of stays the frame's own. Where
 * it does not say which, its letters or its ground decide between the light and the dark colours.
 */
export function wear(theme: Theme, root: HTMLElement = document.documentElement): void {
  for (const name of values) {
    const value = theme[name];
    // Set by itself, a text is one value or none, and never a rule.
    if (value === undefined) root.style.removeProperty(`--host-${name}`);
    else root.style.setProperty(`--host-${name}`, value);
  }
  root.dataset.host = values.filter((name) => theme[name] !== undefined).join(' ');
  root.dataset.theme = theme.colours ?? schemeOf(theme);
}

/** Light letters stand on something dark. */
function schemeOf({ background, letters }: Theme): string {
  if (background !== undefined) return isLight(background) ? 'light' : 'dark';
  if (letters !== undefined) return isLight(letters) ? 'dark' : 'light';
  return 'auto';
}
