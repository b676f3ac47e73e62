/**
 * Markup of a page that holds the widget's frame and speaks its protocol by hand. `host.ask` sends a
 * request and resolves with its answer; `host.send` sends anything; all that came is in `host.heard`.
 * The frame is as high as it says it is.
 */
export const embeddingPage = (
  src: string,
  { sandbox, width = 480 }: { sandbox?: string; width?: number } = {},
): string => `
<meta name="viewport" content="width=device-width, initial-scale=1">
<main><h1>A host</h1><button id="before">before</button>
<iframe title="Explanation" ${sandbox === undefined ? '' : `sandbox="${sandbox}"`} width="${width}" height="100"></iframe>
<button id="after">after</button></main>
<script type="module">
  const frame = document.querySelector('iframe');
  frame.style.border = 0;
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  let port = null;
  let last = 0;
  const waiting = new Map();
  const greeted = new Promise((resolve) => {
    addEventListener('message', (event) => {
      if (port || event.source !== frame.contentWindow || event.data.nonce !== nonce) return;
      port = event.ports[0];
      port.onmessage = ({ data }) => {
        host.heard.push(data);
        if (data.type === 'resize') frame.style.height = data.height + 'px';
        if (data.type === 'ping' && !data.answer) host.send({ id: 0, type: 'ping', answer: true });
        if (data.type === 'ready' && data.id === 0) resolve();
        if (['ready', 'result', 'error'].includes(data.type)) waiting.get(data.id)?.(data);
      };
      host.send({ id: 0, type: 'hello', version: 1, versions: [1, 1] });
    });
  });
  globalThis.host = {
    heard: [],
    greeted,
    send: (message, transfer = []) => port.postMessage({ oriel: 1, ...message }, transfer),
    async ask(request) {
      await greeted;
      const id = ++last;
      const answer = new Promise((resolve) => waiting.set(id, resolve));
      host.send({ id, ...request });
      return answer;
    },
  };
  frame.src = ${JSON.stringify(src)} + '#nonce=' + nonce;
</script>`;
