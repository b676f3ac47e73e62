/** Tells of the width of what it observes, in whole pixels. */
export const widthObserver = (tell: (width: number) => void): ResizeObserver =>
  new ResizeObserver(([entry]) => {
    // In the next frame: drawing now would change the height while the observer reports.
    requestAnimationFrame(() => tell(Math.floor(entry.contentRect.width)));
  });
