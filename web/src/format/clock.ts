import { onScopeDispose, ref, type Ref } from 'vue'

/** Ages are told by the server's clock: a browser's clock may be minutes off. Milliseconds. */
let offset = 0

export function observeServerClock(dateHeader: string | null): void {
  const server = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  if (Number.isNaN(server)) return
  const seen = server - Date.now()
  // The header has whole seconds and is late by the way back: below this nothing is wrong.
  offset = Math.abs(seen) < 3_000 ? 0 : seen
}

export const serverNow = (): number => Date.now() + offset

const now = ref(serverNow())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The present in milliseconds, moving once a second, one timer for all. */
export function useNow(): Readonly<Ref<number>> {
  if (users++ === 0) {
    now.value = serverNow()
    timer = setInterval(() => {
      now.value = serverNow()
    }, 1_000)
  }
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer)
  })
  return now
}
