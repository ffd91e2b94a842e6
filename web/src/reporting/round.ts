// The form and round a view is about: as the address says, else the first form and its current round.
import { computed } from 'vue'
import type { FormRow } from '../lib/filing.ts'
import { route } from '../lib/state.ts'

export function useRound(forms: () => FormRow[]) {
  const picked = computed(() => forms().find(f => f.code === route.q.form) ?? forms()[0])
  return {
    picked,
    form: computed(() => picked.value?.code ?? ''),
    round: computed(() => route.q.round ?? picked.value?.next?.period ?? '')
  }
}
