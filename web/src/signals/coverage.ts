import { watch, type Ref } from 'vue'
import type { Signal } from '@/api/types'
import { useNotifications } from '@/notifications/store'

/** Has the history of notifications read as far back as the signals shown go. */
export function useCoverage(signals: Ref<readonly Signal[]>): void {
  const notifications = useNotifications()
  watch(
    () => [signals.value.at(-1)?.received_at, notifications.loaded] as const,
    ([time, loaded]) => {
      if (time !== undefined && loaded) void notifications.cover(time)
    },
    { immediate: true },
  )
}
