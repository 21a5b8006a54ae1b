/** One record, and what can be done to it: save, act, delete; lists are re-read after each. */
import { newKey, records, type ActionAnswer, type Record_, type Values } from '@jingwei/client'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { keys, outdated } from '@/lib/keys'
import { replaceRow } from '@/views/grid/useRows'

export function useRecord(form: string, id: string): UseQueryResult<Record_> {
  return useQuery({ queryKey: keys.record(form, id), queryFn: () => records.get(form, id), enabled: id !== '' })
}

export interface RecordDoors {
  save: (record: Record_, values: Values, key: string) => Promise<Record_>
  act: (record: Record_, action: string, values: Values | undefined, key?: string) => Promise<ActionAnswer>
  remove: (record: Record_) => Promise<void>
}

export function useRecordDoors(): RecordDoors {
  const client = useQueryClient()
  const after = async (record: Record_): Promise<void> => {
    client.setQueryData(keys.record(record.form, record.id), record)
    replaceRow(client, record.form, record)
    await Promise.all([
      outdated(client, record.form),
      client.invalidateQueries({ queryKey: keys.part(record.form, record.id, 'history') }),
      client.invalidateQueries({ queryKey: keys.part(record.form, record.id, 'links') }),
      client.invalidateQueries({ queryKey: ['flow'] }),
      client.invalidateQueries({ queryKey: keys.inbox() }),
    ])
  }
  return {
    save: async (record, values, key) => {
      const saved = await records.change(record.form, record.id, record.ver, values, key)
      await after(saved)
      return saved
    },
    act: async (record, action, values, key = newKey()) => {
      const answer = await records.act(record.form, record.id, action, { ver: record.ver, ...(values ? { values } : {}) }, key)
      await after(answer.record)
      return answer
    },
    remove: async record => {
      await records.remove(record.form, record.id, record.ver, newKey())
      client.removeQueries({ queryKey: keys.record(record.form, record.id) })
      await outdated(client, record.form)
    },
  }
}
