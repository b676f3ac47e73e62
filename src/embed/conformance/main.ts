// conformance.html: takes either side of the protocol. In a frame with a nonce it is the frame, by
// itself it is the page around one.

import './conformance.css';
import { loadLanguage } from '../../catalogue/languages.ts';
import { learnLater } from '../../catalogue/later.ts';
import { nonceIn } from '../handshake.ts';
import { checkHost, frameChecks } from './as-frame.ts';
import { checkFrame, hostChecks } from './as-host.ts';
import { createChecks, type Outcome } from './checks.ts';

const query = new URLSearchParams(location.search);
const wanted = query.get('lang');
const language = await loadLanguage(wanted === null ? navigator.languages : [wanted]);
await learnLater(language);
document.documentElement.lang = language.tag;
document.documentElement.dir = language.direction;

const make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  ...within: (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...within);
  return made;
};

const summary = make('p', {});
summary.role = 'status';
const list = make('ul', {});

/** Shows checks as they come out. */
function showing<Side extends 'host' | 'frame', Name extends string>(side: Side, label: (name: Name) => string) {
  const outcomes = new Map<Name, Outcome>();
  const lines = new Map<Name, HTMLLIElement>();
  list.replaceChildren();
  return (name: Name, outcome: Outcome, what: string): void => {
    outcomes.set(name, outcome);
    const line = lines.get(name) ?? make('li', {});
    if (!lines.has(name)) list.append(line);
    lines.set(name, line);
    line.dataset.outcome = outcome;
    line.dataset.check = `${side}.${name}`;
    line.replaceChildren(`${label(name)}: ${language.say('conformance.outcome', { outcome })}`);
    if (outcome === 'failed' && what) line.append(make('code', {}, what));
    const all = [...outcomes.values()];
    const count = (each: Outcome) => all.filter((one) => one === each).length;
    summary.textContent = language.say('conformance.summary', {
      failed: count('failed'),
      passed: count('passed'),
      all: all.length,
    });
    document.documentElement.dataset.orielState = all.includes('waiting') ? 'checking' : 'done';
  };
}

const title = language.say('conformance.title');
document.title = title;
const nonce = window === parent ? null : nonceIn(location.hash);
if (nonce !== null) {
  document.body.append(
    make('main', {}, make('h1', {}, title), make('p', {}, language.say('conformance.introFrame')), summary, list),
  );
  // Where the browser does not say which page is around, whichever it is: there is nothing to hide.
  const targets = [location.ancestorOrigins?.[0] ?? '*'];
  const checks = createChecks(
    frameChecks,
    showing('frame', (name) => language.say(`conformance.frame.${name}`)),
  );
  void checkHost({ checks, nonce, targets });
} else {
  const address = make('input', {
    name: 'frame',
    value: query.get('frame') ?? new URL('./embed.html', location.href).href,
  });
  const model = make('input', { name: 'model', value: query.get('model') ?? 'credit' });
  const place = make('div', {});
  const start = make('button', {}, language.say('conformance.start'));
  const form = make(
    'form',
    {
      onsubmit(event) {
        event.preventDefault();
        const checks = createChecks(
          hostChecks,
          showing('host', (name) => language.say(`conformance.host.${name}`)),
        );
        // Two rounds at once would take each other's frames away.
        start.disabled = true;
        void checkFrame({ checks, address: address.value, model: model.value, place }).finally(() => {
          start.disabled = false;
        });
      },
    },
    make('label', {}, language.say('conformance.address'), address),
    make('label', {}, language.say('conformance.model'), model),
    start,
  );
  document.body.append(
    make(
      'main',
      {},
      make('h1', {}, title),
      make('p', {}, language.say('conformance.intro')),
      form,
      summary,
      list,
      place,
    ),
  );
}
