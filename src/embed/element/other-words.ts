// A file of its own beside embed.js, which pages in English never load.

export const words = {
  de: {
    title: 'Warum diese Vorhersage',
    refused: '{frame} antwortet nicht. Ist es da, und steht {host} dort in oriel.config.json unter "hosts"?',
    version: '{frame} hat eine andere Version. Nehmen Sie dessen embed.js.',
    gone: 'Der Rahmen ist nicht mehr da.',
  },
  fr: {
    title: 'Pourquoi cette prédiction',
    refused: '{frame} ne répond pas. Est-il là, et {host} figure-t-il dans "hosts" de son oriel.config.json ?',
    version: '{frame} a une autre version. Prenez son embed.js.',
    gone: 'Le cadre a disparu.',
  },
  es: {
    title: 'Por qué esta predicción',
    refused: '{frame} no responde. ¿Existe y está {host} en "hosts" de su oriel.config.json?',
    version: '{frame} tiene otra versión. Use su embed.js.',
    gone: 'El marco ya no está.',
  },
  ar: {
    title: 'لماذا هذا التنبؤ',
    refused: 'لا يجيب {frame}. هل هو موجود، وهل {host} ضمن "hosts" في oriel.config.json لديه؟',
    version: 'لدى {frame} إصدار آخر. استخدم embed.js منه.',
    gone: 'لم يعد الإطار موجودًا.',
  },
};
