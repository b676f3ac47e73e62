import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';

/** An address on the frame's own site, relative to `base`. Throws `request-invalid` for others. */
export function addressIn(text: string, base: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  const { origin, protocol } = new URL(base);
  if (url?.origin === origin && url.protocol === protocol) return url;
  throw new OrielError('request-invalid', { text: message('widget.frame.otherSite', { address: text, origin }) });
}
