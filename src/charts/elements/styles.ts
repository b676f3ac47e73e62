import { css, unsafeCSS } from 'lit';
import { dark, light } from '../scene/palette.ts';

const role = (name: keyof typeof light) => unsafeCSS(`light-dark(${light[name]}, ${dark[name]})`);

/**
 * The app defines --oriel-* on :root; without them a chart has these colours. `color-scheme`
 * decides between light and dark.
 */
export const colours = css`
  :host {
    --toward: var(--oriel-toward, ${role('toward')});
    --away: var(--oriel-away, ${role('away')});
    --ink: var(--oriel-ink, ${role('ink')});
    --muted: var(--oriel-muted, ${role('muted')});
    --line: var(--oriel-line, ${role('line')});
    --paper: var(--oriel-paper, ${role('paper')});
    --wash: var(--oriel-wash, ${role('wash')});
    display: block;
    color: var(--ink);
    font-family: var(--oriel-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
    font-size: 13px;
    line-height: 1.4;
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  button,
  select,
  summary,
  input[type='range'],
  label {
    font: inherit;
    color: inherit;
  }
  button {
    min-height: 28px;
    padding-inline: 10px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background: transparent;
    cursor: pointer;
  }
  button:hover {
    background: var(--wash);
  }
  :focus-visible {
    outline: 2px solid var(--ink);
    outline-offset: 2px;
    border-radius: 3px;
  }
`;

export const chartStyles = css`
  /* Wider than what is drawn, so that the ring of the focus stays clear of its letters. */
  .drawing {
    position: relative;
    min-width: 0;
    margin: -6px;
    padding: 6px;
    overflow: hidden;
  }
  .tip {
    position: absolute;
    inset-block-start: 0;
    left: 0;
    z-index: 1;
    max-width: min(34em, calc(100% - 12px));
    padding: 3px 8px;
    overflow-wrap: anywhere;
    background: var(--paper);
    border: 1px solid var(--muted);
    border-radius: 5px;
    box-shadow: 0 1px 6px rgb(0 0 0 / 18%);
    pointer-events: none;
  }
  .tip[hidden] {
    display: none;
  }
  svg {
    display: block;
    max-width: 100%;
    /* Axes go from left to right in every language; lines of text have a direction of their own. */
    direction: ltr;
    /* A file brings the fonts that it names; here it is the font that letters were measured in. */
    font-family: inherit;
    touch-action: pan-y pinch-zoom;
  }
  svg:focus-visible {
    outline-offset: 3px;
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 16px;
    min-height: 30px;
    margin-block-start: 4px;
  }
  output {
    flex: 1 1 16em;
    min-height: 1.4em;
    color: var(--muted);
  }
  .narrow output {
    min-height: 2.8em;
  }
  output.on {
    color: var(--ink);
  }
  summary {
    width: fit-content;
    padding-block: 4px;
    color: var(--muted);
    cursor: pointer;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    margin-block: 4px 8px;
  }
  /* Beside the table, not in it: where the table is wider than the page, it stays in sight. */
  .said {
    margin-block: 0 4px;
    color: var(--muted);
  }
  th,
  td {
    padding-block: 3px;
    padding-inline: 0 18px;
    border-block-end: 1px solid var(--line);
    text-align: start;
    font-weight: 400;
    vertical-align: top;
    hyphens: auto;
  }
  @media (max-width: 480px) {
    th,
    td {
      padding-inline-end: 10px;
    }
  }
  thead th {
    color: var(--muted);
  }
  td.number,
  th.number {
    text-align: end;
  }
  td.number {
    white-space: nowrap;
  }
  .rest {
    display: none;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 20px;
    padding-block: 4px;
  }
  .controls label {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
  }
  input {
    accent-color: var(--ink);
  }
  input[type='range'] {
    width: 130px;
  }
  @media (prefers-reduced-motion: no-preference) {
    /* Only bars glide: a transition for every text would cost more than the drawing. */
    svg.glides .bar {
      transition: d 160ms ease-out;
    }
  }
`;

/** Colours of the system, and paper. Last among an element's styles, so that nothing undoes it. */
export const mediaStyles = css`
  @media (forced-colors: active) {
    .kinds button[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    svg .strip[fill-opacity='1'] {
      stroke: Highlight;
      stroke-width: 2px;
    }
  }
  @media print {
    button,
    div.bar,
    .controls,
    .below,
    .tip,
    summary {
      display: none;
    }
    svg {
      height: auto;
      max-height: 240mm;
      break-inside: avoid;
    }
    .drawing {
      margin: 0;
      padding: 0;
    }
    .scroll {
      overflow: visible;
      font-size: 7.5pt;
      line-height: 1.15;
    }
    table {
      margin: 0;
    }
    .said {
      display: none;
    }
    th,
    td {
      padding-block: 0.6pt;
      padding-inline: 0 10px;
      overflow-wrap: break-word;
    }
    tr {
      break-inside: avoid;
    }
    tbody tr:nth-child(n + 21) {
      display: none;
    }
    p.rest {
      display: block;
      margin-block: 4px 0;
    }
  }
`;
