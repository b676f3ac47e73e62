import { type MessageKey, type MessageValues, message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';

type CliKey = Extract<MessageKey, `cli.${string}`>;

/** Wrong usage, said by a text of the command line. */
export const usage = (key: CliKey, values?: MessageValues): OrielError =>
  new OrielError('usage-unknown', { text: message(key, values) });

/** What Node's parseArgs refuses, as a message of the catalogue. */
export function parserError({ code, message: text }: NodeJS.ErrnoException): OrielError {
  const [, quoted] = /'([^']*)'/.exec(text) ?? [];
  if (quoted !== undefined) {
    const [name] = quoted.split(' ');
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return usage('cli.unknownOption', { name });
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return usage('cli.unexpected', { text: quoted });
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
      return usage(/does not take/.test(text) ? 'cli.unwantedValue' : 'cli.missingValue', { name });
  }
  return new OrielError('usage-unknown', { text: foreign(text.split('. ')[0]) });
}
