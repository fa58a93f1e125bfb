/** How long to wait before another try: the same for one call and for a stream that broke. */

/** Anything up to the whole pause, so that many clients do not come back together; it doubles with each try, up to 8 s. */
export const jitter = (attempt: number, firstMs = 500): number =>
  Math.random() * Math.min(8000, firstMs * 2 ** (attempt - 1))

/** Waits, unless the wait is stopped: then it ends with the reason. */
export const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop)
      resolve()
    }, ms)
    if (signal?.aborted === true) stop()
    else signal?.addEventListener("abort", stop, { once: true })
  })
