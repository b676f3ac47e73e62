import { isLight } from '../is-light.ts';
import type { HostMessage } from '../protocol.ts';

export type Theme = Extract<HostMessage, { type: 'theme' }>['theme'];

/** What of a theme is a value of CSS: `--host-…` for `frame.css`. */
const values = ['background', 'text', 'accent', 'font', 'radius'] as const;

/**
 * Has the document look as its host wants; what a host says nothing of stays the frame's own. Where
 * only the ground is given, it decides between the light and the dark colours of everything else.
 */
export function wear(theme: Theme, root: HTMLElement = document.documentElement): void {
  for (const name of values) {
    const value = theme[name];
    // Set by itself, a text is one value or none, and never a rule.
    if (value === undefined) root.style.removeProperty(`--host-${name}`);
    else root.style.setProperty(`--host-${name}`, value);
  }
  root.dataset.host = values.filter((name) => theme[name] !== undefined).join(' ');
  const { background, colours = background === undefined ? 'auto' : isLight(background) ? 'light' : 'dark' } = theme;
  root.dataset.theme = colours;
}
