import { defineStore } from 'pinia'
import { ref } from 'vue'
import { problemOf, type Problem } from '@/api/problem'
import type { Signal, StrategyStatistics } from '@/api/types'
import { useSession } from '@/auth/session'
import { useLive } from '@/live/live'

export interface Activity {
  day: number
  week: number
  last: Signal | null
}

/** The windows move on: what has left them is found by reading again. Milliseconds. */
const interval = 60_000

/** How many signals each strategy sent, and its last one. */
export const useActivity = defineStore('activity', () => {
  const { client } = useSession()
  const byStrategy = ref<Record<number, Activity>>({})
  const problem = ref<Problem | null>(null)
  let counted = new Set<string>()
  let meanwhile: Signal[] = []
  let reading = 0

  async function reload(): Promise<void> {
    const round = ++reading
    meanwhile = []
    try {
      const answer = await client.get<{ strategies: StrategyStatistics[] }>('/api/v1/signals/statistics')
      if (round !== reading) return
      byStrategy.value = Object.fromEntries(answer.strategies.map((item) => [
        item.strategy_id, { day: item.day.total, week: item.week.total, last: item.last_signal },
      ]))
      // What came while this was read is in it or not; the last signal tells which, nearly always.
      counted = new Set(answer.strategies.flatMap((item) => item.last_signal?.id ?? []))
      problem.value = null
      for (const signal of meanwhile) count(signal)
    } catch (error) {
      if (round === reading) problem.value = problemOf(error)
    }
  }

  function count(signal: Signal): void {
    if (signal.kind === 'status' || counted.has(signal.id)) return
    counted.add(signal.id)
    const before = byStrategy.value[signal.strategy_id] ?? { day: 0, week: 0, last: null }
    const newer = before.last === null || signal.event_time >= before.last.event_time
    byStrategy.value[signal.strategy_id] = {
      day: before.day + 1, week: before.week + 1, last: newer ? signal : before.last,
    }
  }

  function receive(data: unknown): void {
    for (const signal of (Array.isArray(data) ? data : [data]) as Signal[]) {
      meanwhile.push(signal)
      count(signal)
    }
  }

  function follow(): () => void {
    const live = useLive()
    const timer = setInterval(() => void reload(), interval)
    const stops = [live.on('signals', receive), live.onSubscribed(() => void reload())]
    return () => {
      clearInterval(timer)
      stops.forEach((stop) => stop())
    }
  }

  return { byStrategy, problem, reload, follow }
})
