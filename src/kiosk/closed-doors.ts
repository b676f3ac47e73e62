/** Where a person types, and may select what they typed. */
const FIELDS = 'input, textarea';

const isField = (target: EventTarget | null): boolean => target instanceof Element && target.closest(FIELDS) !== null;

/** Keys of the browser's own that lead out of the page, or change its size. */
const isBrowsers = (event: KeyboardEvent): boolean =>
  event.ctrlKey || event.metaKey || event.altKey
    ? !typesByAltGr(event)
    : /^(F\d+|ContextMenu|BrowserBack|BrowserForward|BrowserHome)$/.test(event.key);

/** AltGr, which types "@" and "€" on many keyboards, looks like Ctrl with Alt on some systems. */
const typesByAltGr = (event: KeyboardEvent): boolean =>
  event.getModifierState('AltGraph') && !event.metaKey && (event.key === 'Dead' || [...event.key].length === 1);

/** The first of a mouse's buttons that go back and forward. */
const BACK = 3;

/**
 * Closes a document's ways out: the context menu, dragging, the browser's keys, a mouse's buttons
 * for back and forward, zooming of the page and selecting outside of fields. Links it has none.
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
  for (const kind of ['mousedown', 'mouseup', 'auxclick'] as const)
    page.addEventListener(kind, (event) => event.button >= BACK && event.preventDefault());
  page.addEventListener('keydown', (event) => isBrowsers(event) && event.preventDefault());
}
