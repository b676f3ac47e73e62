// The template is compiled here as Vue compiles it in an app.
import { createApp, ref } from 'vue/dist/vue.esm-bundler.js';

const outcome: unknown[] = [];
const row = ref(3);

const app = createApp({
  setup: () => ({
    row,
    src: (window as unknown as { src: string }).src,
    note: (type: string, detail: { prediction: { values: unknown }; record?: { players: unknown } }) =>
      outcome.push([type, detail.record?.players ?? detail.prediction.values]),
  }),
  template: `<oriel-explainer :src="src" model="credit" :instance="{ a: row }" budget="200" height="auto"
    @prediction="note('prediction', $event.detail)" @explanation="note('explanation', $event.detail)" />`,
});
app.config.compilerOptions.isCustomElement = (tag: string) => tag.startsWith('oriel-');
let mounted = false;
Object.assign(window, {
  outcome,
  show(to: number) {
    row.value = to;
    if (!mounted) app.mount('#app');
    mounted = true;
  },
  leave: () => app.unmount(),
});
