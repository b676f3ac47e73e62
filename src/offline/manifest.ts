import type { MessageKey } from '../catalogue/message.ts';

const NAME: MessageKey = 'offline.app.name';
const DESCRIPTION: MessageKey = 'offline.app.description';

/** Colours of the icon, which the system shows until the page is there. */
const DARK = '#1d2025';

/**
 * What a browser needs to install the page, in one language. Addresses are relative to the
 * manifest, which lies beside the page.
 */
export const manifestOf = (tag: string, texts: Readonly<Record<MessageKey, string>>) => ({
  id: './',
  start_url: './',
  scope: './',
  lang: tag,
  dir: 'auto',
  name: texts[NAME],
  short_name: 'Oriel',
  description: texts[DESCRIPTION],
  display: 'standalone',
  background_color: DARK,
  theme_color: DARK,
  icons: [
    { src: './icons/oriel-192.png', sizes: '192x192', type: 'image/png' },
    { src: './icons/oriel-512.png', sizes: '512x512', type: 'image/png' },
    { src: './icons/oriel-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
});
