import type { Locator, Page } from 'playwright';
import { settled } from './visit.ts';

const CONTROLS = 'button:visible, select:visible, input:not([type=file]):visible, summary:visible';
/** More steps than any state of the page has controls: a sweep that comes here goes in circles. */
const MOST = 150;
/** Milliseconds after which all is on show that came of using a control. */
const MOMENT = 250;

interface Control {
  readonly key: string;
  readonly kind: string;
  readonly value: string;
  readonly options: readonly string[];
  /** Whether it stands before the rest of the page. */
  readonly isInFront: boolean;
}

/**
 * Kind and name of every control on show that can be used, in the order of the page; null for those
 * that cannot.
 */
const controlsOf = (page: Page): Promise<(Control | null)[]> =>
  page.locator(CONTROLS).evaluateAll((elements) =>
    elements.map((element) => {
      const field = element as HTMLInputElement & HTMLSelectElement;
      if (field.disabled || element.getAttribute('aria-disabled') === 'true') return null;
      const name =
        element.getAttribute('aria-label') ||
        field.labels?.[0]?.textContent?.trim() ||
        element.textContent ||
        field.value;
      const type = element.role === 'spinbutton' ? 'number' : field.type;
      const kind = element.localName === 'input' ? type : element.localName;
      // A class's share or a photo's number may change while it is the same control, and so may what
      // a proposal says.
      const key = `${kind} ${name
        .replace(/^(Try it): .*/s, '$1')
        .replace(/[\d.,%<>]+/g, '')
        .replace(/\s+/g, ' ')
        .trim()}`;
      return {
        key,
        kind,
        value: field.value ?? '',
        options: [...(field.options ?? [])].map((option) => option.value),
        isInFront: element.closest('dialog') !== null,
      };
    }),
  );

async function use(page: Page, locator: Locator, { kind, value, options }: Control): Promise<void> {
  if (kind === 'select') await locator.selectOption(options[(options.indexOf(value) + 1) % options.length]);
  else if (kind === 'radio' || kind === 'checkbox') await locator.click({ force: true });
  else if (kind === 'range') await locator.press('ArrowLeft');
  else if (kind === 'number') {
    await locator.fill(value === '' ? '64' : String(Number(value) + 1));
    await locator.press('Enter');
  } else if (kind === 'color') await locator.fill('#336699');
  else if (kind === 'button' || kind === 'summary') await locator.click();
  else {
    await locator.fill('tabby');
    await locator.press('Enter');
  }
  // What it opens, a dialog above all, may have to be loaded before it is there; numbers and colours
  // open nothing.
  if (!['number', 'range', 'color'].includes(kind)) await page.waitForTimeout(MOMENT);
  await atRest(page);
}

/** Nothing is being explained, and what came of it is drawn. */
async function atRest(page: Page): Promise<void> {
  await settled(page);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Uses every control on show that is not in `used`, also those that come on show by it. */
export async function sweep(page: Page, used: Set<string>): Promise<void> {
  await page.locator('details:not([open]) > summary').evaluateAll((folded) => {
    for (const summary of folded) (summary as HTMLElement).click();
  });
  let isAwaited = false;
  for (let step = 0; step < MOST; step++) {
    const controls = await controlsOf(page);
    const isNew = (control: Control | null): boolean => control !== null && !used.has(control.key);
    const inFront = controls.findIndex((control) => control?.isInFront && isNew(control));
    // What stands in front, and has no more to use, hides the rest.
    const isHidden = inFront < 0 && (await page.locator('dialog:modal').count()) > 0;
    const at = inFront < 0 && !isHidden ? controls.findIndex(isNew) : inFront;
    const control = controls[at];
    if (control) {
      used.add(control.key);
      await use(page, page.locator(CONTROLS).nth(at), control);
      isAwaited = false;
    } else if (!isAwaited) {
      await page.waitForTimeout(MOMENT);
      await atRest(page);
      isAwaited = true;
    } else if (isHidden) {
      await page.keyboard.press('Escape');
      isAwaited = false;
    } else return;
  }
  throw new Error(`after ${MOST} steps there were still controls to use`);
}
