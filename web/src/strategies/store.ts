import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { problemOf, type Problem } from '@/api/problem'
import type { Capacity, Page, Strategy, StrategyEvent } from '@/api/types'
import { useSession } from '@/auth/session'
import { debounce } from '@/live/debounce'
import { useLive } from '@/live/live'
import { useSimulated } from '@/live/simulated'
import { applyEvent, changes } from './merge'

/** The strategies with the state of their instances. */
export const useStrategies = defineStore('strategies', () => {
  const { client } = useSession()
  const simulated = useSimulated()
  const items = shallowRef<Strategy[]>([])
  const capacity = ref<Capacity | null>(null)
  const loaded = ref(false)
  const problem = ref<Problem | null>(null)
  const running = computed(() => items.value.filter((item) => item.state === 'running').length)

  async function reload(): Promise<void> {
    try {
      const list: Strategy[] = []
      let after: string | null = null
      do {
        const page: Page<Strategy> = await client.get('/api/v1/strategies', { limit: 200, after, total: false })
        list.push(...page.items)
        after = page.next
      } while (after !== null)
      items.value = list.sort((a, b) => a.strategy_id - b.strategy_id)
      loaded.value = true
      problem.value = null
      simulated.observe(...list)
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  async function readCapacity(): Promise<void> {
    try {
      takeCapacity(await client.get('/api/v1/system/capacity'))
    } catch {
      capacity.value = null // The panel then says that it is not known; the next sample brings it.
    }
  }

  function takeCapacity(data: unknown): void {
    const seen = data as Partial<Capacity>
    if (typeof seen.max_strategies !== 'number' || typeof seen.running_strategies !== 'number') return
    capacity.value = { running_strategies: seen.running_strategies, max_strategies: seen.max_strategies }
  }

  async function all(): Promise<void> {
    void readCapacity()
    await reload()
  }

  async function command(id: number, name: 'start' | 'stop' | 'restart'): Promise<void> {
    await client.post(`/api/v1/strategies/${id}/${name}`)
    const desired = name === 'stop' ? 'stopped' : 'running'
    items.value = items.value.map((item) => (item.strategy_id === id ? { ...item, desired_state: desired } : item))
  }

  const soon = debounce(() => void reload(), 500)
  function receive(data: unknown): void {
    const events = (Array.isArray(data) ? data : [data]) as StrategyEvent[]
    simulated.observe(...events)
    const before = items.value
    for (const event of events) items.value = applyEvent(items.value, event)
    // Samples of load come all the time; only a change of state can bring what the event does not carry.
    if (events.some((event) => changes(before, event))) soon()
  }

  function follow(): () => void {
    const live = useLive()
    const stops = [
      live.on('strategies', receive),
      live.on('capacity', takeCapacity),
      live.onSubscribed(() => void all()),
    ]
    return () => stops.forEach((stop) => stop())
  }

  return { items, capacity, running, loaded, problem, reload, all, command, follow }
})
