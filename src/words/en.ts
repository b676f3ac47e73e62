// Every word a person reads, in English. One file a language; keys are the same in all of them.

type Details = Readonly<Record<string, string | number>>;

/** Texts of the typed errors (src/errors.ts): what is wrong, where, and what to do. */
export const errorText = {
  'usage-unknown': (d: Details) => `${d.text} Run "oriel --help" for the options.`,
  'usage-contradiction': (d: Details) => `${d.first} and ${d.second} contradict each other. Leave one out.`,

  'model-unreadable': (d: Details) => `${d.file} is not an ONNX model, or it is damaged: ${d.text}. Choose a file exported as .onnx.`,
  'model-too-large': (d: Details) => `${d.file} has ${d.megabytes} MB. Models up to ${d.limit} MB can be opened.`,
  'model-unsupported': (d: Details) => `${d.file} uses ${d.operator} (node ${d.node}), which this runtime cannot run: ${d.text}`,
  'model-input': (d: Details) => `Input "${d.input}" of ${d.file} cannot be filled: ${d.text}`,
  'model-output': (d: Details) => `Output "${d.output}" of ${d.file} cannot be explained: ${d.text}`,
  'model-not-finite': (d: Details) => `${d.file} answers with a value that is not a number${d.where ? ` (${d.where})` : ''}. Look for missing or extreme values in the row.`,

  'data-empty': (d: Details) => `${d.file} is empty. A table needs a header line and at least one row.`,
  'data-binary': (d: Details) => `${d.file} is not text. Save the table as CSV (comma-separated values, UTF-8).`,
  'data-line-too-long': (d: Details) => `Line ${d.line} of ${d.file} has more than ${d.limit} characters. Is it really a CSV file?`,
  'data-ragged': (d: Details) => `Line ${d.line} of ${d.file} has ${d.found} cells, the header has ${d.expected}.`,
  'data-duplicate-column': (d: Details) => `Column "${d.column}" appears twice in ${d.file}. Give each column its own name.`,
  'data-missing-columns': (d: Details) => `${d.file} lacks what the model needs: ${d.columns}. Add ${Number(d.count) === 1 ? 'that column' : 'those columns'} and drop the file again.`,
  'data-not-numeric': (d: Details) => `Column "${d.column}" should hold numbers, but line ${d.line} of ${d.file} says "${d.text}".`,
  'data-unknown-level': (d: Details) => `Column "${d.column}" holds "${d.text}" (line ${d.line} of ${d.file}), which the model does not know. It knows: ${d.levels}.`,
  'data-missing-value': (d: Details) => `Column "${d.column}" is empty in line ${d.line} of ${d.file}, and this model cannot handle missing values.`,
  'data-not-exact': (d: Details) => `Column "${d.column}" holds ${d.text}, a whole number too large to be kept exactly. Numbers up to 16777216 can be used.`,
  'data-columns-unclear': (d: Details) => `The model takes ${d.expected} columns without names, ${d.file} has ${d.found}. Say which column is the target (--target), or give a card.`,
  'data-row': (d: Details) => `There is no row ${d.row}. ${d.file} has rows 0 to ${d.last}.`,
  'data-column': (d: Details) => `There is no column "${d.column}" in ${d.file}.`,
  'data-too-few-rows': (d: Details) => `${d.file} has too few usable rows for a background: ${d.rows}.`,

  'image-unreadable': (d: Details) => `${d.file} is not a JPEG or PNG picture, or it is damaged: ${d.text}.`,
  'image-too-large': (d: Details) => `${d.file} has ${d.megapixels} megapixels. Pictures up to ${d.limit} megapixels can be opened.`,

  'card-invalid': (d: Details) => `${d.file} is not a valid card: ${d.text}.`,
  'record-invalid': (d: Details) => `This is not a valid explanation record: ${d.text}.`,
  'file-missing': (d: Details) => `${d.file} could not be read: ${d.text}.`,
  'groups-invalid': (d: Details) => `The groups are not usable: ${d.text}`,

  'request-invalid': (d: Details) => `The request cannot be carried out: ${d.text}`,
  'request-explainer': (d: Details) => `There is no explainer "${d.name}". There are: ${d.names}.`,
  'request-option': (d: Details) => `Option "${d.option}" of ${d.explainer} must be ${d.expected}, not ${d.value}.`,
  'request-too-many-players': (d: Details) => `${d.explainer} can take up to ${d.limit} players, here are ${d.players}. Use kernel-shap instead.`,
  'request-output': (d: Details) => `There is no output "${d.output}". There are: ${d.outputs}.`,

  'failure-cancelled': () => 'Cancelled.',
  'failure-backend': (d: Details) => `The ${d.backend} back end failed: ${d.text}`,
  'failure-workers': (d: Details) => `The model's workers failed ${d.times} times in a row: ${d.text}`,
  'failure-closed': () => 'The engine has been closed.',
  'failure-unexpected': (d: Details) => `Something unexpected went wrong: ${d.text}`,
} as const;
