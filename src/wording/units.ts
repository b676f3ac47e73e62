/** Words that are units by themselves, in all languages; symbols are told by their signs. */
// biome-ignore format: a list
const units = new Set([
  'yr', 'yrs', 'year', 'years', 'jahr', 'jahre', 'month', 'months', 'mo', 'monat', 'monate', 'week', 'weeks', 'wk',
  'woche', 'wochen', 'day', 'days', 'd', 'tag', 'tage', 'hour', 'hours', 'h', 'std', 'stunde', 'stunden', 'minute',
  'minutes', 'min', 'minuten', 'second', 'seconds', 's', 'sec', 'sekunden', 'ms', 't', 'kg', 'g', 'mg', 'ng', 'lb',
  'lbs', 'oz', 'km', 'm', 'cm', 'mm', 'mi', 'ft', 'in', 'ha', 'l', 'ml', 'dl', 'mol', 'mmol', 'nmol', 'pmol', 'mmhg',
  'bpm', 'pa', 'hpa', 'kpa', 'bar', 'w', 'kw', 'mw', 'wh', 'kwh', 'v', 'a', 'ma', 'hz', 'khz', 'mhz', 'j', 'kj',
  'kcal', 'cal', 'usd', 'eur', 'gbp', 'chf', 'jpy', 'dm', 'euro', 'euros', 'dollar', 'dollars', 'iu', 'u', 'miu',
  'percent', 'prozent', 'points', 'punkte',
  'an', 'ans', 'année', 'années', 'mois', 'semaine', 'semaines', 'jour', 'jours', 'heure', 'heures', 'seconde',
  'secondes', 'año', 'años', 'mes', 'meses', 'semana', 'semanas', 'día', 'días', 'hora', 'horas', 'minuto',
  'minutos', 'segundo', 'segundos', 'dólar', 'dólares', 'dirham', 'dirhams', 'puntos', 'سنة', 'سنوات', 'شهر',
  'أشهر', 'شهور', 'أسبوع', 'أسابيع', 'يوم', 'أيام', 'ساعة', 'ساعات', 'دقيقة', 'دقائق', 'ثانية', 'ثوان', 'كغ',
  'كجم', 'غ', 'جم', 'ملغ', 'مم', 'سم', 'م', 'كم', 'لتر', 'مل', 'دل', 'زئبق', 'مارك', 'يورو', 'دولار', 'دولارات',
  'درهم', 'ريال', 'دينار', 'جنيه', 'نقاط',
]);

/** A label whose end in brackets may be the unit of its values: "Heart rate (1/min)". */
const bracketed = /^(.*\S)\s*\(([^()]+)\)$/u;

/** A label without its brackets, and what stands in them; null without any. */
export function splitLabel(label: string): { readonly name: string; readonly bracket: string | null } {
  const found = label.match(bracketed);
  return found ? { name: found[1], bracket: found[2] } : { name: label, bracket: null };
}

/**
 * Whether a text in brackets is a unit ("mmHg", "mL/min/1.73 m²", "% of income") rather than a
 * remark ("1 or 2", "first measured", "yes/no").
 */
export function isUnit(text: string): boolean {
  if (/^[%‰°€$£¥]/u.test(text)) return true;
  const parts = text.split(/[\s/·*^×]+/u).filter((part) => part !== '');
  const words = parts.filter((part) => !/^[\d.,²³⁻¹µ]+$/u.test(part));
  const known = (word: string) =>
    units.has(
      word
        .replace(/[²³⁻¹\d-]+$/u, '')
        .replace(/^[µμ°]/u, '')
        .toLowerCase(),
    );
  return words.length > 0 && words.every(known);
}
