/**
 * The shape of a schema in a few words that no library can change: an object by its fields (`name?` is optional), a list
 * as a list of one, an enumeration as `{ oneOf }`, alternatives as `{ anyOf }`. Limits and patterns are left out.
 */
export function shapeOf(schema) {
  const { type, innerType, element, entries, values, options, shape } = schema.def;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape).map(([field, inner]) =>
          inner.def.type === 'optional' ? [`${field}?`, shapeOf(inner)] : [field, shapeOf(inner)],
        ),
      );
    case 'optional':
      return shapeOf(innerType);
    case 'array':
      return [shapeOf(element)];
    case 'enum':
      return { oneOf: Object.values(entries) };
    case 'literal':
      return { oneOf: [...values] };
    case 'union':
      return { anyOf: options.map(shapeOf) };
    case 'record':
      return 'any fields';
    case 'string':
    case 'number':
    case 'boolean':
      return type;
    default:
      throw new TypeError(`a shape of the type ${type} has no words yet`);
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether all that had the shape `then` has the shape `now`, under the same names: only enumerations may have grown. */
export function isSameShape(now, then) {
  if (Array.isArray(now) && Array.isArray(then)) {
    return now.length === then.length && now.every((one, at) => isSameShape(one, then[at]));
  }
  if (!isObject(now) || !isObject(then)) return now === then;
  if (Array.isArray(now.oneOf) && Array.isArray(then.oneOf))
    return then.oneOf.every((one) => now.oneOf.includes(one));
  const fields = Object.keys(now);
  return (
    fields.length === Object.keys(then).length &&
    fields.every((field) => Object.hasOwn(then, field) && isSameShape(now[field], then[field]))
  );
}
