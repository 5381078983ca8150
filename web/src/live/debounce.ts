/** Calls once after things have been quiet for the delay, and at the latest after ten delays. */
export function debounce(call: () => void, delay: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let since = 0
  return () => {
    const now = Date.now()
    if (timer === undefined) since = now
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = undefined
      call()
    }, Math.max(0, Math.min(delay, since + delay * 10 - now)))
  }
}
