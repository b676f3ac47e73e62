/** Milliseconds that a host has to follow before it counts as one that does not. */
const FOLLOWS_WITHIN = 500;

/**
 * Tells how high the contents are, whenever that changes. Where the host does not follow, they can
 * be scrolled; as long as it may, no scrollbar comes and goes.
 */
export function tellHeight(tell: (height: number) => void, root: HTMLElement = document.documentElement): void {
  let patience: ReturnType<typeof setTimeout> | undefined;
  const measure = (): void => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    tell(height);
    clearTimeout(patience);
    if (innerHeight >= height) root.removeAttribute('data-scrolls');
    else patience = setTimeout(() => root.toggleAttribute('data-scrolls', innerHeight < height), FOLLOWS_WITHIN);
  };
  new ResizeObserver(measure).observe(root);
  addEventListener('resize', measure);
}
