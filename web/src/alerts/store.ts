import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { problemOf, type Problem } from '@/api/problem'
import type { Alert, Page } from '@/api/types'
import { useSession } from '@/auth/session'
import { debounce } from '@/live/debounce'
import { useLive } from '@/live/live'
import { useSimulated } from '@/live/simulated'

const weight = { critical: 3, warning: 2, info: 1 }

/** Open ones first, then by weight, then the newest. */
export function sortAlerts(alerts: readonly Alert[]): Alert[] {
  return [...alerts].sort((a, b) =>
    Number(Boolean(a.resolved_at)) - Number(Boolean(b.resolved_at))
    || (a.resolved_at ? 0 : weight[b.severity] - weight[a.severity])
    || Date.parse(b.raised_at) - Date.parse(a.raised_at))
}

export const useAlerts = defineStore('alerts', () => {
  const { client } = useSession()
  const simulated = useSimulated()
  const items = shallowRef<Alert[]>([])
  const loaded = ref(false)
  const problem = ref<Problem | null>(null)
  const open = computed(() => items.value.filter((alert) => !alert.resolved_at))

  async function reload(): Promise<void> {
    try {
      const page = await client.get<Page<Alert>>('/api/v1/alerts', { limit: 50, total: false })
      items.value = sortAlerts(page.items)
      loaded.value = true
      problem.value = null
      simulated.observe(...page.items)
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  const soon = debounce(() => void reload(), 300)

  function follow(): () => void {
    const live = useLive()
    const stops = [live.on('alerts', soon), live.onSubscribed(() => void reload())]
    return () => stops.forEach((stop) => stop())
  }

  return { items, open, loaded, problem, reload, follow }
})
