import type { Role } from './scene.ts';

export type Palette = Readonly<Record<Role, string>>;

/**
 * Orange and blue stay apart for the common colour blindnesses and differ in lightness in both
 * themes; each has at least 3:1 against the paper, ink and muted at least 4.5:1
 * (test/unit/charts/palette.test.ts computes it).
 */
export const light: Palette = {
  toward: '#d9710f',
  away: '#1f56a8',
  ink: '#1d2025',
  muted: '#5c636d',
  line: '#d5d9de',
  paper: '#ffffff',
  wash: '#eef0f3',
};

export const dark: Palette = {
  toward: '#f5a657',
  away: '#4d86dc',
  ink: '#eceef1',
  muted: '#a3abb6',
  line: '#3a4048',
  paper: '#16181c',
  wash: '#23272d',
};

/**
 * On the page a colour is a custom property: the app defines them on :root, and the charts' style
 * sheet has the fallbacks.
 */
export const themed: Palette = {
  toward: 'var(--toward)',
  away: 'var(--away)',
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  paper: 'var(--paper)',
  wash: 'var(--wash)',
};

/** The two colours over a photograph, whatever the theme. */
export const overPicture = { toward: '#f47a00', away: '#0f5fe0' } as const;
