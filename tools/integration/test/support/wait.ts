/** Resolves as soon as `condition` holds; looks every few milliseconds. @throws after `bound` milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, bound = 15_000): Promise<void> {
  const end = performance.now() + bound;
  while (!(await condition())) {
    if (performance.now() >= end) throw new Error(`after ${bound} ms still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** The promise's own end, or a failure that says what never ended. */
export async function ends<T>(promise: Promise<T>, what: string, bound = 15_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`after ${bound} ms still open: ${what}`)), bound);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
