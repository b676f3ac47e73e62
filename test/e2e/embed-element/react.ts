import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';

const outcome: unknown[] = [];

function Page({ src }: { src: string }) {
  const [row, setRow] = useState(3);
  Object.assign(window, { show: setRow });
  return createElement('oriel-explainer', {
    ...{ src, model: 'credit', instance: { a: row }, budget: 200, height: 'auto' },
    onprediction: (event: CustomEvent) => outcome.push(['prediction', event.detail.prediction.values]),
    onexplanation: (event: CustomEvent) => outcome.push(['explanation', event.detail.record.players]),
  });
}

const root = createRoot(document.getElementById('app') as HTMLElement);
Object.assign(window, {
  outcome,
  show: () => root.render(createElement(Page, { src: (window as unknown as { src: string }).src })),
  leave: () => root.unmount(),
});
