import type { HostMessage } from '../protocol.ts';

export type Theme = Extract<HostMessage, { type: 'theme' }>['theme'];

/** What of a theme is a value of CSS: `--host-…` for `frame.css`. */
const values = ['background', 'text', 'accent', 'font', 'radius'] as const;

/**
 * How light a colour is, from 0 to 1, as the eye sees it. Browsers put every colour that CSS knows
 * into numbers where they paint it.
 */
function lightness(colour: string): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return 1;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

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
  const { background, colours = background === undefined ? 'auto' : lightness(background) < 0.5 ? 'dark' : 'light' } =
    theme;
  root.dataset.theme = colours;
}
