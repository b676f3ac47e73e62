import { type Change, control } from './control.ts';
import type { OrielExplainer } from './types.ts';

/** What a change of a property brings about. */
const changes: Readonly<Record<string, Change>> = {
  src: 'load',
  sandbox: 'load',
  loading: 'load',
  model: 'open',
  data: 'open',
  instance: 'explain',
  background: 'explain',
  explainer: 'explain',
  budget: 'explain',
  output: 'explain',
  options: 'explain',
  theme: 'look',
  chart: 'look',
  height: 'look',
  lang: 'look',
};

const names = Object.keys(changes);

class Explainer extends HTMLElement {
  static readonly observedAttributes = names;
  readonly #values: Record<string, unknown> = {};
  readonly #control = control(this as unknown as OrielExplainer);

  static {
    // What HTML gives to all elements, `lang`, comes as an attribute.
    for (const name of names.slice(0, -1))
      Object.defineProperty(Explainer.prototype, name, {
        get(this: Explainer) {
          return this.#values[name] ?? null;
        },
        set(this: Explainer, value: unknown) {
          this.attributeChangedCallback(name, null, value);
        },
      });
  }

  constructor() {
    super();
    Object.assign(this, this.#control.methods);
  }

  connectedCallback(): void {
    // Set before this element was known, and in the accessors' way since then.
    for (const name of names)
      if (Object.hasOwn(this, name)) {
        const value = this[name as keyof this];
        delete this[name as keyof this];
        this[name as keyof this] = value;
      }
    this.#control.connect();
  }

  disconnectedCallback(): void {
    this.#control.disconnect();
  }

  /** Moved by `moveBefore`, which lets the frame live. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string, _: unknown, value: unknown): void {
    this.#values[name] = value;
    this.#control.change(changes[name]);
  }
}

if (!customElements.get('oriel-explainer'))
  customElements.define('oriel-explainer', Explainer as unknown as CustomElementConstructor);
