/** Everything unfolded within a tree, those of its elements' own trees included, in its order. */
function unfolded(root: ParentNode): HTMLDetailsElement[] {
  return [...root.querySelectorAll('*')].flatMap((element) => {
    const inner = element.shadowRoot ? unfolded(element.shadowRoot) : [];
    return element instanceof HTMLDetailsElement && element.open ? [element, ...inner] : inner;
  });
}

/**
 * Escape folds up what is open: that which the focus is in, else the last on the page. What handled
 * the key itself, as a chart does that points at something, comes first.
 */
export function foldOnEscape(page: Document): () => void {
  const fold = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    const around = event
      .composedPath()
      .find((target): target is HTMLDetailsElement => target instanceof HTMLDetailsElement && target.open);
    // What stands before the page is closed by the browser, unless what the focus is in folds up.
    const open = around ?? (page.querySelector('dialog:modal') ? null : unfolded(page).at(-1));
    if (!open) return;
    open.open = false;
    if (around) open.querySelector('summary')?.focus();
    event.preventDefault();
  };
  page.addEventListener('keydown', fold);
  return () => page.removeEventListener('keydown', fold);
}
