import type { Explanation } from '../records/record.ts';
import type { OrielApp } from './app.ts';

declare global {
  interface Window {
    /** For hosts and tests: the record on show, null while there is none. */
    oriel: { readonly record: Explanation | null };
  }
  interface HTMLElementTagNameMap {
    'oriel-app': OrielApp;
  }
}
