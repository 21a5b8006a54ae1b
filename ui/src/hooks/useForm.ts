/** One form of the catalogue, kept long, for it changes only when somebody publishes. */
import { catalogue, type Field, type Form } from '@jingwei/client'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { keys } from '@/lib/keys'

const completed = (form: Form): Form => ({
  ...form, list: form.list ?? [], sections: form.sections ?? [], actions: form.actions ?? [], can: form.can ?? {}, fields: form.fields ?? [],
})

export function useForm(form: string | null | undefined): UseQueryResult<Form> {
  return useQuery({
    queryKey: keys.form(form ?? ''),
    queryFn: async () => completed(await catalogue.form(form ?? '')),
    enabled: Boolean(form),
    staleTime: 10 * 60_000,
  })
}

export const fieldOf = (form: Form | undefined, name: string | null | undefined): Field | undefined =>
  form?.fields.find(field => field.field === name)
