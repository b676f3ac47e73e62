/** Where a person types, and may select what they typed. */
const FIELDS = 'input, textarea';

const isField = (target: EventTarget | null): boolean => target instanceof Element && target.closest(FIELDS) !== null;

/** Keys of the browser's own that lead out of the page, or change its size. */
const isBrowsers = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  ctrlKey || metaKey || altKey || /^(F\d+|ContextMenu|BrowserBack|BrowserForward|BrowserHome)$/.test(key);

/**
 * Closes a document's ways out: the context menu, dragging, the browser's keys, zooming of the page
 * and selecting outside of fields. Links it has none.
 */
export function closeDoors(page: Document): void {
  const never = (event: Event) => event.preventDefault();
  page.addEventListener('contextmenu', never);
  page.addEventListener('dragstart', never);
  page.addEventListener('drop', never);
  page.addEventListener('dragover', never);
  // Safari's own, and what trackpads and touch screens send in its place.
  page.addEventListener('gesturestart', never);
  page.addEventListener('wheel', (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  page.addEventListener('selectstart', (event) => !isField(event.target) && event.preventDefault());
  page.addEventListener('keydown', (event) => isBrowsers(event) && event.preventDefault());
}
