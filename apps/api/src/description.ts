import type { ApiDescription } from '#platform/http';

/** What the OpenAPI document says of the API as a whole. */
export const API: ApiDescription = {
  title: 'Register of Goede Start / Kansrijke Start in the Veenkoloniën',
  version: '1.0.0',
  description:
    'Coalitions, decisions and agreements of eleven municipalities, as an immutable record: what holds on any day ' +
    '(validOn), and as the register knew it at any instant (asOf). Words are those of the published glossary.',
  contact: {
    name: 'Register of Kansrijke Start in the Veenkoloniën',
    url: 'https://kansrijke-start.example',
    email: 'register@kansrijke-start.example',
  },
};
