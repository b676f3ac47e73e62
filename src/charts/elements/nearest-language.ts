import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { english } from '../../catalogue/english.ts';
import type { Language } from '../../catalogue/language.ts';
import { languageTag, loadLanguage } from '../../catalogue/languages.ts';

type Host = ReactiveControllerHost &
  Element & {
    /** Set by a page that has loaded its language; wins over `lang`. */
    readonly language: Language | null;
  };

const loaded = new Map<string, Language>([['en', english]]);
const asked = new Set<string>();
const hosts = new Set<Host>();

const redrawAll = (): void => {
  for (const host of hosts) host.requestUpdate();
};

/** The language of a tag once it is loaded, English until then; all hosts redraw in between. */
function languageOf(tag: string): Language {
  const name = languageTag(tag) ?? 'en';
  const found = loaded.get(name);
  if (found) return found;
  if (!asked.has(name)) {
    asked.add(name);
    loadLanguage([name]).then(
      (language) => {
        loaded.set(name, language);
        redrawAll();
      },
      // A browser remembers a failed import, so asking again is of no use: English stays.
      () => {},
    );
  }
  return english;
}

/** `lang` of the element or of its closest ancestor that has one, across shadow roots. */
function nearestTag(element: Element): string {
  let inner: Element | null = element;
  while (inner) {
    const found: Element | null = inner.closest('[lang]');
    if (found) return found.getAttribute('lang') ?? '';
    const root: Node = inner.getRootNode();
    inner = root instanceof ShadowRoot ? root.host : null;
  }
  return '';
}

let watch: MutationObserver | null = null;

/** The language of an element's nearest `lang`; redraws the element when that changes. */
export class NearestLanguage implements ReactiveController {
  private readonly host: Host;

  constructor(host: Host) {
    this.host = host;
    host.addController(this);
  }

  get current(): Language {
    return this.host.language ?? languageOf(nearestTag(this.host));
  }

  hostConnected(): void {
    hosts.add(this.host);
    // Anywhere in the document: the nearest `lang` may be that of any ancestor.
    watch ??= new MutationObserver(redrawAll);
    if (hosts.size === 1)
      watch.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'], subtree: true });
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    hosts.delete(this.host);
    if (hosts.size === 0) watch?.disconnect();
  }
}
