/** The title of a record known only by its id. */
import { records } from '@jingwei/client'
import { useQuery } from '@tanstack/react-query'
import { keys } from '@/lib/keys'

export function useRecordTitle(form: string, id: string): string | null {
  const query = useQuery({ queryKey: keys.record(form, id), queryFn: () => records.get(form, id), enabled: id !== '' })
  return query.data?.title ?? null
}
