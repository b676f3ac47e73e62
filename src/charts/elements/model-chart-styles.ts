import { css } from 'lit';

/** What marks that can be chosen look like where they are pointed at. */
export const modelChartStyles = css`
  .saves {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 6px;
    padding-block-end: 10px;
  }
  svg [data-key] {
    cursor: pointer;
  }
  svg .strip:is([data-on], [data-chosen]) {
    fill-opacity: 1;
  }
  svg .mark:is([data-on], [data-chosen]) {
    stroke: var(--ink);
    stroke-width: 2px;
  }
  svg .line:is([data-on], [data-chosen]) {
    stroke-opacity: 1;
  }
  :host([brushable]) svg {
    user-select: none;
  }
  .brush {
    position: absolute;
    background: color-mix(in srgb, var(--ink) 10%, transparent);
    border: 1px solid var(--ink);
    pointer-events: none;
    box-sizing: border-box;
  }
  .brush[hidden] {
    display: none;
  }
  canvas {
    position: absolute;
    inset-block-start: 6px;
    /* Axes go from left to right in every language. */
    left: 6px;
    pointer-events: none;
  }
  canvas[hidden] {
    display: none;
  }
  @media (forced-colors: active) {
    svg .strip:is([data-on], [data-chosen]) {
      stroke: Highlight;
      stroke-width: 2px;
    }
  }
`;
