/** A schema of OpenAPI 3.0, as far as answers use it. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
};
type Schemas = { readonly [name: string]: Schema };

/** Where a value is not as its schema says: properties that are missing, or not described; other types and words. */
export function deviationsFrom(schema: Schema, value: unknown, schemas: Schemas, at = ''): string[] {
  const { $ref, nullable = false, allOf, anyOf, type } = schema;
  if (value === null && nullable) return [];
  if ($ref !== undefined) {
    const named = schemas[$ref.slice($ref.lastIndexOf('/') + 1)];
    return named === undefined ? [`${at}: ${$ref} is not there`] : deviationsFrom(named, value, schemas, at);
  }
  if (allOf !== undefined) return allOf.flatMap((one) => deviationsFrom(one, value, schemas, at));
  if (anyOf !== undefined) {
    const all = anyOf.map((one) => deviationsFrom(one, value, schemas, at));
    return all.some((deviations) => deviations.length === 0) ? [] : all.flat();
  }
  if (schema.enum?.includes(value) === false) return [`${at}: ${JSON.stringify(value)} is none of its words`];
  if (type !== undefined && type !== typeOf(value) && !(type === 'number' && typeOf(value) === 'integer')) {
    return [`${at}: ${typeOf(value)} for ${type}`];
  }
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    return value.flatMap((item, index) => deviationsFrom(items, item, schemas, `${at}[${index}]`));
  }
  const { properties, required = [] } = schema;
  if (properties === undefined || typeof value !== 'object' || value === null) return [];
  const parts = Object.entries(value);
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${at}.${name}: is missing`),
    ...parts.flatMap(([name, part]) => {
      const of = properties[name];
      return of === undefined
        ? [`${at}.${name}: is not described`]
        : deviationsFrom(of, part, schemas, `${at}.${name}`);
    }),
  ];
}

const typeOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value;
