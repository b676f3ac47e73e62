import type { Page } from 'playwright';

export interface Walk {
  /** Controls by what they are and are called, in the order in which the key reaches them. */
  readonly names: readonly string[];
  /** Those on which nothing shows that the focus is there, or which are out of sight. */
  readonly unseen: readonly string[];
  /** Those that can be used and were not reached. */
  readonly missed: readonly string[];
  /** What the focus went back to without having been everywhere; null where it left the page. */
  readonly trap: string | null;
}

/** More than any state of the page has controls: a walk that comes here does not end. */
const MOST = 300;

/** Functions in the page that the walk is made of. */
function tools() {
  const all = (root: ParentNode): HTMLElement[] =>
    [...root.querySelectorAll<HTMLElement>('*')].flatMap((each) => [
      each,
      ...(each.shadowRoot ? all(each.shadowRoot) : []),
    ]);
  const nameOf = (one: HTMLElement): string => {
    const { name = '', value = '' } = one as HTMLInputElement;
    const said = one.getAttribute('aria-label') ?? one.textContent ?? '';
    return [one.localName, one.id, name && `${name}=${value}`, said.trim().replace(/\s+/g, ' ').slice(0, 40)].join(' ');
  };
  const focused = (): HTMLElement | null => {
    let one = document.activeElement as HTMLElement | null;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement as HTMLElement;
    return one?.matches('html, body, dialog:modal') ? null : one;
  };
  /** Of the buttons of a choice the chosen one is reached, else any of them. */
  const isStop = (one: HTMLElement): boolean => {
    const { type, name, checked, disabled } = one as HTMLInputElement;
    if (one.tabIndex < 0 || disabled || !one.matches('a[href], button, input, select, textarea, summary, [tabindex]'))
      return false;
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('[inert]')) return false;
    if (type !== 'radio' || checked) return true;
    const group = `input[type=radio][name="${CSS.escape(name)}"]:checked`;
    return (one.getRootNode() as ParentNode).querySelector(group) === null;
  };
  const showsFocus = (one: HTMLElement): boolean => {
    const { bottom, top, left, right } = one.getBoundingClientRect();
    const near = [one, one.nextElementSibling, one.parentElement, one.closest('label')];
    const outlined = near.some((each) => {
      if (!each) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    });
    return outlined && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  };
  const visited: HTMLElement[] = [];
  return {
    /** Where it all begins: before the first control of what stands in front. */
    begin() {
      const start = document.querySelector<HTMLElement>('dialog:modal') ?? document.body;
      const before = start.getAttribute('tabindex');
      start.tabIndex = -1;
      start.focus();
      if (before === null) start.addEventListener('blur', () => start.removeAttribute('tabindex'), { once: true });
    },
    step() {
      const one = focused();
      if (!one) return null;
      const isAgain = visited.at(-1) === one;
      const wasThere = !isAgain && visited.includes(one);
      if (!isAgain) visited.push(one);
      return { name: nameOf(one), isAgain, wasThere, seen: showsFocus(one) };
    },
    missed: () =>
      all(document.querySelector('dialog:modal') ?? document)
        .filter((one) => isStop(one) && !visited.includes(one))
        .map(nameOf),
  };
}

/** Presses a key until the focus has left the page. */
export async function walk(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<Walk> {
  const hands = await page.evaluateHandle(tools);
  if (key === 'Tab') await hands.evaluate(({ begin }) => begin());
  const names: string[] = [];
  const unseen: string[] = [];
  let trap: string | null = `none after ${MOST} steps`;
  for (let step = 0; step < MOST; step++) {
    await page.keyboard.press(key);
    const at = await hands.evaluate(({ step: look }) => look());
    // The focus may be on the page or dialog itself before it is on anything in it.
    if (!at && step === 0) continue;
    if (!at || at.wasThere) {
      trap = at?.name ?? null;
      break;
    }
    // A field for a date has several stops within it.
    if (at.isAgain) continue;
    names.push(at.name);
    if (!at.seen) unseen.push(at.name);
  }
  const missed = await hands.evaluate(({ missed: look }) => look());
  await hands.dispose();
  return { names, unseen, missed, trap };
}
