import type { HostMessage } from '../protocol.ts';
import type { OrielExplainer } from './types.ts';

type Theme = Extract<HostMessage, { type: 'theme' }>['theme'];

/** The host's properties, and those of CSS by which the browser says what they come to. */
const styles = {
  background: 'backgroundColor',
  text: 'color',
  accent: 'outlineColor',
  font: 'fontFamily',
  radius: 'borderRadius',
} as const;

/** The language of what is around an element, or its own. */
export const langOf = (element: HTMLElement): string | undefined => element.closest<HTMLElement>('[lang]')?.lang;

/** How an element and its frame look where they stand; the frame leaves out what is no look. */
export function lookOf(element: OrielExplainer, frame: HTMLElement): Theme {
  const css = getComputedStyle(frame);
  // As texts: whatever else a page sets may be nothing that can be sent, and stands in no way.
  const theme: Record<string, unknown> = {
    colours: `${element.theme ?? ''}`,
    lang: langOf(element),
    chart: `${element.chart ?? ''}`,
  };
  for (const [name, property] of Object.entries(styles)) {
    frame.style[property] = `var(--oriel-${name})`;
    if (css.getPropertyValue(`--oriel-${name}`)) theme[name] = css[property];
  }
  // Light letters stand on something dark, whatever the page says of colour schemes.
  theme.letters = css.color;
  return theme as Theme;
}
