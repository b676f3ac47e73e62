// The lender's own page: it decides by the model's answer, and has the widget say why.

const applications = [
  { reference: 'HL-2041', row: 384 },
  { reference: 'HL-2042', row: 1 },
  { reference: 'HL-2043', row: 9 },
];
/** The lender's line: from here on, the risk is too high for it. */
const LINE = 0.5;

const explainer = document.querySelector('oriel-explainer');
const at = (id) => document.getElementById(id);
let shown = 0;

function show() {
  at('reference').textContent = applications[shown].reference;
  at('decision-head').textContent = 'We are looking at your application…';
  at('decision-text').textContent = '';
  at('facts').replaceChildren();
  explainer.instance = applications[shown].row;
}

function fact(name, value) {
  const [term, description] = [document.createElement('dt'), document.createElement('dd')];
  [term.textContent, description.textContent] = [name, value];
  return [term, description];
}

explainer.addEventListener('prediction', ({ detail: { prediction } }) => {
  const risk = prediction.values.at(-1);
  const granted = risk < LINE;
  at('decision-head').textContent = granted ? 'Your loan is approved' : 'We cannot offer you this loan';
  at('decision-text').textContent = granted
    ? 'The risk is below the line that we draw. The contract is on its way to you.'
    : 'The risk is above the line that we draw. What weighed most is beside this.';
  const percent = (share) => share.toLocaleString('en', { style: 'percent' });
  at('facts').replaceChildren(
    ...fact('Estimated risk', percent(risk)),
    ...fact('Our line', percent(LINE)),
    ...fact('Decided by', 'a model, without a person'),
  );
});
explainer.addEventListener('error', ({ detail: { text } }) => {
  at('decision-text').textContent = text;
});
at('next').addEventListener('click', () => {
  shown = (shown + 1) % applications.length;
  show();
});
show();
