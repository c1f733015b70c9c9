/** An object that throws for what Electron has and the double has not, instead of giving undefined. */
export function withNothingElse<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get: (target, key, receiver): unknown => {
      if (key in target || typeof key === 'symbol' || key === 'then') {
        const value: unknown = Reflect.get(target, key, target)
        // private fields belong to the object itself
        return typeof value === 'function' && receiver !== target ? (value.bind(target) as unknown) : value
      }
      throw new Error(`electron-double: ${name}.${key} is not there`)
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  })
}
