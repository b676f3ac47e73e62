import type { HostMessage } from '../protocol.ts';
import type { OrielExplainer } from './types.ts';

type Theme = Extract<HostMessage, { type: 'theme' }>['theme'];

/** The host's properties, and those of CSS by which the browser says what they come to. */
const styles = [
  ['background', 'background-color'],
  ['text', 'color'],
  ['accent', 'outline-color'],
  ['font', 'font-family'],
  ['radius', 'border-radius'],
] as const;

/** The language of what is around an element, or its own. */
export const langOf = (element: HTMLElement): string | null | undefined =>
  element.closest('[lang]')?.getAttribute('lang');

/** How an element and its frame look where they stand. */
export function lookOf(element: OrielExplainer, frame: HTMLElement): Theme {
  const css = getComputedStyle(frame);
  const theme: Record<string, string | null | undefined> = {
    colours: `${element.theme}`.match(/^(light|dark)$/)?.[0],
    lang: langOf(element),
    chart: element.chart,
  };
  for (const [name, property] of styles) {
    frame.style.setProperty(property, `var(--oriel-${name})`);
    if (css.getPropertyValue(`--oriel-${name}`)) theme[name] = css.getPropertyValue(property);
  }
  // Light letters stand on something dark, whatever the page says of colour schemes.
  theme.letters = css.color;
  return theme as Theme;
}
