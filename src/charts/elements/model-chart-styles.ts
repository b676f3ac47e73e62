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
  svg .strip[data-on] {
    fill-opacity: 1;
  }
  svg .mark[data-on] {
    stroke: var(--ink);
    stroke-width: 2px;
  }
  svg .line[data-on] {
    stroke-opacity: 1;
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
    svg .strip[data-on] {
      stroke: Highlight;
      stroke-width: 2px;
    }
  }
`;
