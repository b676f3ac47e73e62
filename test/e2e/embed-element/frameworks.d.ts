// What is used of them here; their own types would be packages of their own.

declare module 'react' {
  export function createElement(type: unknown, properties: object | null): unknown;
  export function useState<Value>(first: Value): [Value, (next: Value) => void];
}
declare module 'react-dom/client' {
  export function createRoot(place: HTMLElement): { render(element: unknown): void; unmount(): void };
}
declare module 'vue/dist/vue.esm-bundler.js' {
  export * from 'vue';
}
