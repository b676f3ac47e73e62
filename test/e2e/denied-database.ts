/** Browsers that keep nothing, and what makes this one such a browser before a page's first script. */
export const deniedDatabases = [
  [
    'is not there',
    () => Reflect.deleteProperty(Window.prototype, 'indexedDB') && Reflect.deleteProperty(window, 'indexedDB'),
  ],
  [
    'must not be read',
    () =>
      Object.defineProperty(window, 'indexedDB', {
        get() {
          throw new DOMException('no', 'SecurityError');
        },
      }),
  ],
] as const;
