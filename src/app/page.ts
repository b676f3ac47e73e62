// All of the page that is not needed for its first words.

import '../charts/elements/index.ts';
import './app.ts';

export { createController } from './controller.ts';
