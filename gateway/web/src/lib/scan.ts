// A first look at free text while it is typed: does it seem to name a person or say something of a
// special category? The server looks again and decides; this only spares a round trip.
const SPECIAL = /\b(muslim|christian|jewish|hindu|sikh|catholic|gay|lesbian|transgender|bisexual|asian|black (?:man|woman|male|female|guy|lad|youth)|white (?:man|woman|male|female|guy|lad|youth)|romanian|polish|gypsy|traveller|roma|immigrant|pregnant|disabled|autistic|mental(?:ly)?|schizo\w*|epilep\w*|alcoholic|addict|heroin user|hiv)\b/i;
const TITLE = /\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+[A-Z][a-z]+/;
const CALLED = /\b(?:called|named|name is|name was|known as|aka)\s+[A-Z][a-z]+/;
// Two capitals inside a sentence, unless the second makes it a place.
const TWO_CAPITALS = /[a-z,]\s+[A-Z][a-z]{2,}\s+(?!(?:Place|Street|Road|Lane|Way|Park|Court|Square|Avenue|Drive|Market|Centre|Station|Church|House|Borough)\b)[A-Z][a-z]{2,}\b/;
const PHONE = /(?:\+44|\b0)\s?\d(?:[\s-]?\d){8,9}\b/;
const EMAIL = /\b[^\s@]+@[^\s@]+\.[a-z]{2,}\b/i;
const POSTCODE = /\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b/;
const PLATE = /\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b/;

export function warnings(text: string): string[] {
  return [
    (TITLE.test(text) || CALLED.test(text) || TWO_CAPITALS.test(text)) &&
      "This may name a person. Put the name under the person instead, and write “suspect 1”.",
    SPECIAL.test(text) && "This may say something about health, religion, ethnicity or private life. Leave it out unless police ask for it.",
    (PHONE.test(text) || EMAIL.test(text)) && "This may hold somebody’s phone number or email address.",
    POSTCODE.test(text) && "This may hold an address.",
    PLATE.test(text) && "This may hold a number plate. Put it under the vehicle instead.",
  ].filter((one): one is string => Boolean(one));
}
