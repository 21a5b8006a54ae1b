/** A sum, count or other gathering over linked rows. It shows as its result type and is never typed. */
import { resultType, TEXT_OPS, useKinds, type FieldKind, type ShowProps } from '../kind'

function Show(props: ShowProps) {
  const kinds = useKinds()
  const Result = kinds[resultType(props.field, props.value)].Show
  return <Result {...props} />
}

export const rollup: FieldKind = {
  type: 'rollup', align: 'left', width: 120, Show, Edit: null, ops: TEXT_OPS, wide: false, fromText: () => undefined,
  toText: value => (typeof value === 'string' ? value : typeof value === 'object' && value !== null && 'value' in value ? String(value.value) : ''),
}
