/** Where everything lives in the address bar; the QR codes of the server point to `record`. */

const split = (form: string): string => form.replace('.', '/')

export const address = {
  home: '/', inbox: '/inbox', weave: '/weave', apps: '/apps', floor: '/report', imports: '/import', promises: '/promises',
  mrp: '/plan/mrp', schedule: '/plan/schedule', login: '/login',
  task: (id: string) => `/inbox/${id}`,
  grid: (form: string) => `/a/${split(form)}`,
  create: (form: string) => `/a/${split(form)}/new`,
  record: (form: string, id: string) => `/a/${split(form)}/${id}`,
  timeline: (form: string, id: string) => `/a/${split(form)}/${id}/timeline`,
  flow: (instance: string) => `/flow/${instance}`,
  bom: (item?: string) => (item ? `/plan/bom/${item}` : '/plan/bom'),
  kit: (workOrder?: string) => (workOrder ? `/plan/kit/${workOrder}` : '/plan/kit'),
  stock: (item?: string, only: { warehouse?: string; lot?: string } = {}) => {
    const query = new URLSearchParams(Object.entries(only).filter(([, value]) => value)).toString()
    return `${item ? `/stock/${item}` : '/stock'}${query ? `?${query}` : ''}`
  },
  operation: (id: string) => `/report/${id}`,
}
