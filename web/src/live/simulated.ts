import { defineStore } from 'pinia'
import { ref } from 'vue'

const key = 'btcw.simulated'

/** Once anything said that it is simulated, the page says so until the session of the browser ends. */
export const useSimulated = defineStore('simulated', () => {
  const seen = ref(sessionStorage.getItem(key) === 'true')

  function observe(...items: { simulated?: boolean }[]): void {
    if (seen.value || !items.some((item) => item.simulated === true)) return
    seen.value = true
    sessionStorage.setItem(key, 'true')
  }

  return { seen, observe }
})
